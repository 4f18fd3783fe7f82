package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Reply;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Doubt;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

import java.util.List;
import java.util.UUID;

/** A patient: decides at once, announces at once, answers when the ledger has written. */
public final class PatientEntity {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "patient");

    private PatientEntity() {}

    /** A patient's actor. It names its own incarnation, as wards tell reports apart by it. */
    public static Behavior<Command> create(
            PatientId patient, PatientSettings settings, PatientPorts ports) {
        return Behaviors.setup(
                context -> new PatientStart(context, body(context, patient, settings, ports)));
    }

    private static Body body(
            ActorContext<Command> context,
            PatientId patient,
            PatientSettings settings,
            PatientPorts ports) {
        String incarnation = UUID.randomUUID().toString();
        return new Body(
                patient,
                settings,
                ports,
                new WakeTimer(context),
                new WardReports(patient, incarnation, settings.reportEvery().toMillis()),
                context.messageAdapter(PatientReport.Confirmed.class, WardConfirmed::new),
                context.messageAdapter(FeedPort.Outcome.class, FromFeed::new));
    }

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

    /**
     * What another site has decided. It counts and is shown at once, and is answered once it is in
     * this site's journal; the same again gets the same answer.
     *
     * @param ahead it may have overtaken others: only what it says of alarms is taken, and it still
     *     has to come in its turn
     */
    public record FromSite(Envelope envelope, boolean ahead, ActorRef<SiteAnswer> replyTo)
            implements Command {}

    /** Another site has this envelope, and all that were sent to it before. */
    public record SiteHas(SiteId site, Dot dot) implements Command {}

    /** Another site lacks this envelope: it, and all after it, are to be sent again. */
    public record SiteLacks(SiteId site, Dot dot) implements Command {}

    public record GetPicture(ActorRef<Picture> replyTo) implements Command {}

    /** Which journal rows hold samples or alarms of this time. */
    public record FindRows(long from, long to, ActorRef<Rows> replyTo) implements Command {}

    /** The ward's roster names this patient: be awake, and report. */
    public record Wake(WardId ward) implements Command {}

    /** Who else has the patient's bed or device; told again while it makes a difference. */
    public record Contested(Contest contest) implements Command {}

    /** The ward has the patient's reports up to a number. */
    public record WardConfirmed(PatientReport.Confirmed confirmed) implements Command {}

    /** The shard moves or the process ends: stop once the write in flight is answered. */
    public record Stop() implements Command {}

    record FromLedger(PatientLedger.Notice notice) implements Command {}

    record FromFeed(FeedPort.Outcome outcome) implements Command {}

    /** Rows of the journal that are to be sent; none and a reason if they can't be read. */
    record RowsRead(
            int outbox,
            long reading,
            List<Batch> rows,
            @Nullable String failure) implements Command {}

    /** The ledger's actor has ended, which only a bug or a refused event does. */
    record LedgerEnded() implements Command {}

    record SessionEnded(ActorRef<DeviceNotice> session) implements Command {}

    /** A timer that was set for this time. */
    record TimeUp(long due) implements Command {}

    /** Answer to a person's command. */
    public sealed interface Answer {}

    /** Decided, and durable if it changed anything; {@code picture} is the patient after it. */
    public record Decided(Reply reply, Picture picture) implements Answer {}

    /** Not recorded (yet): the store is down or too much is waiting. */
    public record Unavailable(String why) implements Answer {}

    /** Answer to what another site has decided. */
    public sealed interface SiteAnswer {}

    /** The envelope is in the journal: what has brought it here may forget it. */
    public record Taken(PatientId patient, SiteId site, long seq) implements SiteAnswer {}

    /**
     * Nothing was taken.
     *
     * @param missing the first envelope that must come before it
     */
    public record Missing(PatientId patient, Dot of, Dot missing) implements SiteAnswer {}

    /** It isn't in the journal (yet): bring it again. */
    public record NotTaken(PatientId patient, Dot of, String why) implements SiteAnswer {}

    /**
     * What may be shown of a patient now: samples at once, people's commands once durable.
     *
     * @param state the patient
     * @param alarms its open alarms as the ward shows them
     * @param recordedThrough newest durable sample time, null before the first
     * @param durable how far each device's frames are durable
     * @param doubts what sites have decided apart from each other, and a person has yet to settle
     */
    public record Picture(
            PatientId patient,
            PatientState state,
            List<WardAlarm> alarms,
            @Nullable Long recordedThrough,
            Devices durable,
            List<Doubt> doubts) {

        /** A node that knows of no doubts has none. */
        public Picture {
            doubts = doubts == null ? List.of() : doubts;
        }

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
