package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Reply;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

import java.util.List;

/** A device: which connection speaks for it, and which patient it serves. */
public final class DeviceEntity {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "device");

    private DeviceEntity() {}

    public static Behavior<Command> create(
            DeviceId device, DeviceSettings settings, DevicePorts ports) {
        return Behaviors.setup(context -> new DeviceMonitor(context, device, settings, ports));
    }

    public sealed interface Command {}

    /**
     * This session speaks for the device from now on; answered with Claimed, or with Superseded if
     * the device has said hello to another one since.
     *
     * @param receivedNanos when the device's hello arrived, {@link System#nanoTime()}; 0: just now
     */
    public record Claim(long receivedNanos, ActorRef<DeviceNotice> session) implements Command {}

    /** The session is gone, or the device said bye. */
    public record Unclaim(ActorRef<DeviceNotice> session) implements Command {}

    /** Serve this patient, or nobody; answered when both patients have recorded it. */
    public record Assign(@Nullable PatientId patient, String by, ActorRef<Assignment> replyTo)
            implements Command {}

    public record GetAssignment(ActorRef<Serving> replyTo) implements Command {}

    /**
     * A patient of several sites has the device: others may have it, too, by what sites have decided
     * apart from each other. Told again and again.
     *
     * @param alarmed with whom the patient has an open conflict over it
     */
    public record Holds(PatientId patient, long since, List<PatientId> alarmed)
            implements Command {}

    /** The patient doesn't have it any more. */
    public record LetsGo(PatientId patient) implements Command {}

    /** The shard moves or the process ends: stop once the write in flight is answered. */
    public record Stop() implements Command {}

    record StopNow() implements Command {}

    record FromLedger(DeviceLedger.Notice notice) implements Command {}

    /** The ledger's actor has ended by itself, which only a bug or a refused event does. */
    record LedgerEnded() implements Command {}

    record StartLedger() implements Command {}

    record SessionEnded(ActorRef<DeviceNotice> session) implements Command {}

    /** A patient's answer to a step of an assignment, null if none came. */
    record Answered(long step, PatientEntity.@Nullable Answer answer) implements Command {}

    /** The picture of the patient that the device is believed to serve, null if none came. */
    record Verified(PatientId patient, PatientEntity.@Nullable Picture picture)
            implements Command {}

    /** The picture of a patient that is said to have the device, null if none came. */
    record Looked(PatientId patient, PatientEntity.@Nullable Picture picture) implements Command {}

    record Retry() implements Command {}

    record Expired(Assign assign) implements Command {}

    /** The journal has not been read in time. */
    record TooLong() implements Command {}

    record Idle() implements Command {}

    /** Which patient the device serves now, null for nobody. */
    public record Serving(DeviceId device, @Nullable PatientId patient) {}

    /** Answer to Assign. */
    public sealed interface Assignment {}

    public record Assigned(@Nullable PatientId patient) implements Assignment {}

    /** The patient did not take the device. */
    public record AssignRefused(Reply reply) implements Assignment {}

    public record AssignUnavailable(String why) implements Assignment {}
}
