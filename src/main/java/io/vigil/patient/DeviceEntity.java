package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Reply;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** A device: which connection speaks for it, and which patient it serves. */
public final class DeviceEntity {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "device");

    private DeviceEntity() {}

    public sealed interface Command {}

    /** This session speaks for the device from now on; answered with Claimed. */
    public record Claim(ActorRef<DeviceNotice> session) implements Command {}

    /** The session is gone, or the device said bye. */
    public record Unclaim(ActorRef<DeviceNotice> session) implements Command {}

    /** Serve this patient, or nobody; answered when both patients have recorded it. */
    public record Assign(@Nullable PatientId patient, String by, ActorRef<Assignment> replyTo)
            implements Command {}

    public record GetAssignment(ActorRef<Serving> replyTo) implements Command {}

    /** Which patient the device serves now, null for nobody. */
    public record Serving(DeviceId device, @Nullable PatientId patient) {}

    /** Answer to Assign. */
    public sealed interface Assignment {}

    public record Assigned(@Nullable PatientId patient) implements Assignment {}

    /** The patient did not take the device. */
    public record AssignRefused(Reply reply) implements Assignment {}

    public record AssignUnavailable(String why) implements Assignment {}
}
