package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Refused;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.util.List;

/** What a device says on its stream; times are ms since the epoch by the device's clock. */
public sealed interface DeviceMessage {

    DeviceId device();

    /**
     * The first words of a device.
     *
     * @param next the first sequence that the device would send
     */
    record Hello(DeviceId device, long epoch, long next, long at) implements DeviceMessage {}

    /** What takes a sequence number, and is acked by it. */
    sealed interface Frame extends DeviceMessage {
        long seq();

        /** What it asks of the device's patient. */
        PatientCommand.FromDevice command(long epoch, long now);
    }

    /**
     * Values measured at one time.
     *
     * @param spot mask of the vitals measured once
     * @param problems the parts of the frame that could not be taken, by name; the rest counts
     */
    record Observe(
            DeviceId device,
            long seq,
            long at,
            Values values,
            int spot,
            Charted charted,
            List<Refused> problems)
            implements Frame {

        @Override
        public PatientCommand.FromDevice command(long epoch, long now) {
            return new PatientCommand.Observe(device, epoch, seq, at, values, spot, charted, now);
        }
    }

    record Technical(DeviceId device, long seq, long at, String condition, boolean active)
            implements Frame {

        @Override
        public PatientCommand.FromDevice command(long epoch, long now) {
            return new PatientCommand.ReportTechnical(device, epoch, seq, at, condition, active);
        }
    }

    /** The device has lost the frames {@code seq} to {@code through}. */
    record Gap(DeviceId device, long seq, long through) implements Frame {

        @Override
        public PatientCommand.FromDevice command(long epoch, long now) {
            return new PatientCommand.DeclareGap(device, epoch, seq, through, now);
        }
    }

    record Bye(DeviceId device) implements DeviceMessage {}
}
