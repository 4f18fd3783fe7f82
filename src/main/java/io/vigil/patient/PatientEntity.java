package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Reply;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

import java.util.List;

/** A patient: decides at once, announces at once, answers when the ledger has written. */
public final class PatientEntity {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "patient");

    private PatientEntity() {}

    public sealed interface Command {}

    /** A device says hello; answered with a Welcome or NotAttached. */
    public record Hello(
            DeviceId device, long epoch, long next, long deviceAt, ActorRef<DeviceNotice> session)
            implements Command {}

    /**
     * A frame; every frame is answered in time by a Durable that covers it, or by a refusal.
     *
     * @param receivedNanos when it arrived, {@link System#nanoTime()}
     */
    public record FromDevice(
            PatientCommand.FromDevice frame, long receivedNanos, ActorRef<DeviceNotice> session)
            implements Command {}

    /** A person's command; answered once its effect is durable. */
    public record FromPerson(PatientCommand.FromPerson command, ActorRef<Answer> replyTo)
            implements Command {}

    public record GetPicture(ActorRef<Picture> replyTo) implements Command {}

    /** Which journal rows hold samples or alarms of this time. */
    public record FindRows(long from, long to, ActorRef<Rows> replyTo) implements Command {}

    /** The ward's roster names this patient: be awake, and report. */
    public record Wake(String ward) implements Command {}

    /** The ward has the patient's reports up to a number. */
    public record WardConfirmed(PatientReport.Confirmed confirmed) implements Command {}

    /** Answer to a person's command. */
    public sealed interface Answer {}

    /** Decided, and durable if it changed anything; {@code picture} is the patient after it. */
    public record Decided(Reply reply, Picture picture) implements Answer {}

    /** Not recorded (yet): the store is down or too much is waiting. */
    public record Unavailable(String why) implements Answer {}

    /**
     * What may be shown of a patient now: samples at once, people's commands once durable.
     *
     * @param state the patient
     * @param alarms its open alarms as the ward shows them
     * @param recordedThrough newest durable sample time, null before the first
     */
    public record Picture(
            PatientId patient,
            PatientState state,
            List<WardAlarm> alarms,
            @Nullable Long recordedThrough) {

        /** The open alarm of this id, or null. */
        public @Nullable WardAlarm alarm(AlarmId id) {
            for (WardAlarm alarm : alarms) {
                Alarm inner = alarm.alarm();
                if (inner.id().equals(id)) {
                    return alarm;
                }
            }
            return null;
        }
    }

    /** Journal rows {@code first} to {@code last}; none when first is above last. */
    public record Rows(String persistenceId, long first, long last) {}
}
