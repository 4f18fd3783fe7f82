package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

/** What became of a message's bytes. */
public sealed interface Decoded {

    record Understood(DeviceMessage message) implements Decoded {}

    /**
     * Nothing of the message is kept.
     *
     * @param device the device it spoke of, if that much was understood
     */
    record NotUnderstood(String reason, @Nullable DeviceId device) implements Decoded {}

    /** Over {@link io.vigil.core.Bounds#MESSAGE_BYTES_MAX}; it was not read to its end. */
    record TooBig() implements Decoded {}
}
