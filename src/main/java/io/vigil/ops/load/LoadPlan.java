package io.vigil.ops.load;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.Format;

/**
 * The load to put on a server: who sends what, when and for how long.
 *
 * <p>The plan alone says when each frame is due (open loop): a server that falls behind meets more
 * frames, not fewer. A patient's ward is its gateway, and each gateway is one connection.
 *
 * @param patients one device each
 * @param gateways connections that the devices share evenly
 * @param framesPerSecond of each patient
 * @param vitals values in each frame, 1 to 10; the tenth is charted oxygen, as there are nine vitals
 * @param warmUpSeconds at the full rate, before figures are taken
 * @param seconds for which figures are taken
 * @param alarmEverySeconds each patient's time from one planned alarm to the next
 * @param crashSeconds for which it goes on once the server has been killed; 0: it isn't killed
 */
public record LoadPlan(
        int patients,
        int gateways,
        int framesPerSecond,
        int vitals,
        Format format,
        int warmUpSeconds,
        int seconds,
        int alarmEverySeconds,
        int crashSeconds) {

    /** Values that a frame can carry: the nine vitals and oxygen. */
    public static final int VITALS_MAX = Vital.COUNT + 1;

    /** All ids begin with it, so that one gateway token covers every device. */
    public static final String PREFIX = "load-";

    /** Out of range and back takes this long; a patient needs as long again at rest. */
    static final int ALARM_EVERY_SECONDS_MIN = 30;

    private static final int PATIENTS_MAX = 100_000;
    private static final long NANOS = 1_000_000_000L;

    /** @throws IllegalArgumentException in words for whoever typed the options */
    public LoadPlan {
        require(patients, 1, PATIENTS_MAX, "--patients");
        require(gateways, 1, patients, "--gateways");
        require(framesPerSecond, 1, 1000, "--frames-per-second");
        require(vitals, 1, VITALS_MAX, "--vitals");
        require(warmUpSeconds, 0, 3600, "--warm-up");
        require(seconds, 1, 7 * 24 * 3600, "--seconds");
        require(alarmEverySeconds, ALARM_EVERY_SECONDS_MIN, 24 * 3600, "--alarm-every");
        require(crashSeconds, 0, 3600, "--crash");
    }

    static void require(int value, int min, int max, String option) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    option + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    /** Frames of one patient, warm-up and crash included. */
    int framesPerPatient() {
        return (warmUpSeconds + seconds + crashSeconds) * framesPerSecond;
    }

    long frames() {
        return (long) framesPerPatient() * patients;
    }

    /** When a patient's frame is due, from the start; patients take turns within a period. */
    long dueNanos(int patient, int frame) {
        long period = NANOS / framesPerSecond;
        return frame * period + period * patient / patients;
    }

    /** The same on the device's clock, in the milliseconds that frames carry. */
    long dueMs(int patient, int frame) {
        return dueNanos(patient, frame) / 1_000_000;
    }

    long warmUpNanos() {
        return warmUpSeconds * NANOS;
    }

    /** From the start, warm-up included, until no more figures are taken. */
    long measuredNanos() {
        return (warmUpSeconds + seconds) * NANOS;
    }

    public boolean hasCrash() {
        return crashSeconds > 0;
    }

    int gateway(int patient) {
        return patient % gateways;
    }

    PatientId patient(int patient) {
        return new PatientId(PREFIX + patient);
    }

    DeviceId device(int patient) {
        return new DeviceId(PREFIX + patient + ".monitor");
    }

    WardId ward(int gateway) {
        return new WardId(PREFIX + "ward-" + gateway);
    }

    BedId bed(int patient) {
        return new BedId(String.valueOf(patient / gateways + 1));
    }
}
