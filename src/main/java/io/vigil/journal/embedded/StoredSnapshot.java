package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

/**
 * A snapshot, but for what it is found by.
 *
 * @param metadata about it; null: there is none
 */
record StoredSnapshot(Stored state, @Nullable Stored metadata) {

    byte[] bytes() {
        return Stored.bytes(out -> {
            state.write(out);
            Stored.writeOptional(out, metadata);
        });
    }

    static StoredSnapshot of(byte[] bytes) {
        return Stored.parsed(
                bytes, in -> new StoredSnapshot(Stored.read(in), Stored.readOptional(in)));
    }
}
