package io.vigil.journal.cassandra;

/**
 * A recovery has met a row that two nodes have written. Published to the actor system's event
 * stream: a journal is made by its plugin, and knows nobody to tell.
 *
 * @param persistenceId whose row
 * @param row its number
 */
public record TwoWriters(String persistenceId, long row) {}
