package io.vigil.journal.cassandra;

/**
 * What became of packing a patient's rows. Published to the actor system's event stream, as the
 * journal knows nobody to tell.
 */
public sealed interface PackingReport {

    /** @param groups of rows that have a copy now */
    record Packed(int groups) implements PackingReport {}

    /** It is tried again at the patient's next snapshot. */
    record Failed(String why) implements PackingReport {}
}
