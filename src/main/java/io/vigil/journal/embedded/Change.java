package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

/**
 * One key that gets a value, or loses it.
 *
 * @param value null: the key goes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Change(Table table, byte[] key, byte @Nullable [] value) {

    static Change put(Table table, byte[] key, byte[] value) {
        return new Change(table, key, value);
    }

    static Change delete(Table table, byte[] key) {
        return new Change(table, key, null);
    }

    int bytes() {
        return key.length + (value == null ? 0 : value.length);
    }
}
