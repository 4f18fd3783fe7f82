package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import java.util.List;

/**
 * What happens on a device link. Called one at a time by the connection's own threads: don't block.
 */
public interface LinkListener {

    LinkListener SILENT = new LinkListener() {};

    default void connected() {}

    /** The link tries again by itself, unless {@link #ended} follows. */
    default void disconnected(String reason) {}

    /** The link won't try again: the token was refused, or it was closed. */
    default void ended(String reason) {}

    default void ready(DeviceId device, long epoch, long acked, @Nullable PatientId patient) {}

    default void acked(DeviceId device, long seq) {}

    default void refused(DeviceId device, long seq, List<Problem> problems) {}

    default void held(DeviceId device, String reason) {}

    default void released(DeviceId device) {}

    default void assigned(DeviceId device, @Nullable PatientId patient) {}

    /** {@code device} is null for what concerns no single one. */
    default void error(@Nullable DeviceId device, String reason) {}
}
