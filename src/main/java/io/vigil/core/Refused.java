package io.vigil.core;

/** What was refused inside an input: the field by name, and why. */
public record Refused(String field, String reason) {}
