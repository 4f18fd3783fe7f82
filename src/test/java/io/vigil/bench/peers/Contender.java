package io.vigil.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.Nullable;

/** One of those compared: takes samples, and its alarms are heard. */
interface Contender extends AutoCloseable {

    /** Told of each alarm the moment it arrives, with that moment's {@link System#nanoTime}. */
    @FunctionalInterface
    interface Hearing {
        void heard(JsonNode alarm, long nanos);
    }

    String name();

    /** Waits while there is no room. */
    void send(int patient, Sample sample) throws InterruptedException;

    /** Waits until all that was sent is safe. */
    void awaitSafe() throws InterruptedException;

    ProcessHandle process();

    /** What it can't do without, beside its own process. */
    @Nullable
    ProcessHandle broker();

    @Override
    void close();
}
