package io.vigil.ward;

import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

import java.util.List;

/** A ward: who lies where, what is open, and the numbered feed that screens follow. */
public final class WardEntity {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "ward");

    private WardEntity() {}

    /**
     * A ward's behaviour. The entity is to be initialised with {@link Stop} as its stop message.
     *
     * @param shard whom to ask for passivation once the ward is empty and nobody watches
     */
    public static Behavior<Command> create(
            WardId ward,
            WardSettings settings,
            WardPorts ports,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new WardBehavior(context, timers, ward, settings, ports, shard)));
    }

    public sealed interface Command {}

    /** A patient's report; confirmed once what it says of the roster is durable. */
    public record Report(PatientReport report, ActorRef<PatientReport.Confirmed> replyTo)
            implements Command {}

    public record Vitals(PatientVitals vitals) implements Command {}

    /**
     * An alarm that a device's session has found, because the patient's own actor is out of reach.
     * The patient will tell it again, or show it to be over.
     */
    public record Found(WardAlarm alarm) implements Command {}

    /**
     * Follow the feed: a snapshot, or what was missed since {@code after} of {@code feed}.
     *
     * @param feed null (and after 0) for a snapshot
     * @param vitals also the patients' vitals (ward stream)
     */
    public record Subscribe(
            ActorRef<FeedMessage> subscriber, @Nullable String feed, long after, boolean vitals)
            implements Command {}

    /** The subscriber fell behind and wants a fresh snapshot. */
    public record Refresh(ActorRef<FeedMessage> subscriber) implements Command {}

    public record Unsubscribe(ActorRef<FeedMessage> subscriber) implements Command {}

    /** Where the ward is now; answered at once. */
    public record Locate(ActorRef<Located> replyTo) implements Command {}

    public record Located(ActorRef<Command> ward) {}

    public record GetPicture(ActorRef<Picture> replyTo) implements Command {}

    /** Be awake, and wake the patients on the roster. */
    public record Wake() implements Command {}

    /** Stop, after the roster's write in flight. */
    public record Stop() implements Command {}

    record FromRoster(WardRoster.Told told) implements Command {}

    record Listed() implements Command {}

    /** The actor that a patient reported from has died, perhaps in the middle of a move. */
    record ReporterGone(ActorRef<PatientReport.Confirmed> reporter) implements Command {}

    record SubscriberGone(ActorRef<FeedMessage> subscriber) implements Command {}

    /** Times of the ward's own. */
    enum Timer implements Command {
        HEARTBEAT,
        REWAKE,
        VITALS,
        GATHERED,
        STOP
    }

    /** The ward as it is now. */
    public record Picture(
            WardId ward,
            List<Occupant> patients,
            List<WardAlarm> alarms,
            String feed,
            long number) {}

    /** {@code vitals} is null until the patient has reported any. */
    public record Occupant(
            PatientId patient,
            String name,
            BedId bed,
            @Nullable PatientVitals vitals) {}

    /** What a subscriber gets. */
    public sealed interface FeedMessage {}

    public record Snapshot(WardId ward, String feed, long number, List<WardAlarm> alarms)
            implements FeedMessage {}

    /** {@code encoded} is rendered once for all who follow at the time. */
    public record Change(long number, WardAlarm alarm, EncodedChange encoded, long receivedNanos)
            implements FeedMessage {}

    public record Gap(long from, long through) implements FeedMessage {}

    public record Heartbeat(long number, long at) implements FeedMessage {}

    public record VitalsChanged(PatientVitals vitals) implements FeedMessage {}
}
