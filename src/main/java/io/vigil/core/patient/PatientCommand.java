package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.util.List;
import java.util.Map;

/**
 * What is asked of a patient.
 *
 * <p>{@code now} is the server's clock when the command landed, {@code at} a time of the device or
 * the chart; both ms since the epoch. {@code by} is the subject of the clinician's token.
 */
public sealed interface PatientCommand {

    /** What a device sends; answered with a {@link Reply} about the frame. */
    sealed interface FromDevice extends PatientCommand {
        DeviceId device();

        long epoch();

        long seq();
    }

    /** What a person asks for; its effect shows only once it is durable. */
    sealed interface FromPerson extends PatientCommand {}

    /** A frame. {@code spot}: mask of vitals measured once; {@code charted} is never null. */
    record Observe(
            DeviceId device,
            long epoch,
            long seq,
            long at,
            Values values,
            int spot,
            Charted charted,
            long now)
            implements FromDevice {}

    record ReportTechnical(
            DeviceId device, long epoch, long seq, long at, String condition, boolean active)
            implements FromDevice {}

    record DeclareGap(DeviceId device, long epoch, long seq, long through, long now)
            implements FromDevice {}

    /** The device said hello: its clock is compared with the server's. */
    record Greet(DeviceId device, long deviceAt, long now) implements PatientCommand {}

    /** Time has passed. {@code heard}: when each device's last frame arrived here. */
    record Tick(long now, Map<DeviceId, Long> heard) implements PatientCommand {}

    /** A ward or a device's actor tells who else has the patient's bed or device. */
    record Contested(long now, Contest contest) implements PatientCommand {}

    record Admit(
            long now,
            String by,
            String name,
            WardId ward,
            BedId bed,
            Profile profile,
            int spo2Scale)
            implements FromPerson {}

    record Transfer(long now, String by, WardId ward, BedId bed) implements FromPerson {}

    record Discharge(long now, String by) implements FromPerson {}

    record AttachDevice(long now, String by, DeviceId device, long epoch, long seq)
            implements FromPerson {}

    record DetachDevice(long now, String by, DeviceId device) implements FromPerson {}

    record Chart(long now, String by, long at, Values values, Charted charted)
            implements FromPerson {}

    record Acknowledge(long now, String by, AlarmId alarm, Priority priority)
            implements FromPerson {}

    /** {@code expectedVersion} is null where the caller sent no If-Match. */
    record SetLimits(long now, String by, @Nullable Long expectedVersion, List<LimitChange> changes)
            implements FromPerson {}

    /** What is in force is right: settles limits that sites have set apart from each other. */
    record ConfirmLimits(long now, String by, @Nullable Long expectedVersion)
            implements FromPerson {}

    record SetSpo2Scale(long now, String by, int scale) implements FromPerson {}

    /** One condition's new settings; null keeps what is in force. Times in ms. */
    record LimitChange(
            String condition,
            @Nullable Double bound,
            @Nullable Priority priority,
            @Nullable Long delayMs,
            @Nullable Double hysteresis,
            @Nullable Boolean enabled) {}
}
