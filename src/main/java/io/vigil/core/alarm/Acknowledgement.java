package io.vigil.core.alarm;

/**
 * Who has seen the alarm, when, and at which priority: it never covers a graver one.
 *
 * @param by the clinician's subject, as in the token
 */
public record Acknowledgement(String by, long at, Priority priority) {}
