package io.vigil.ward;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.AlarmFeed;
import io.vigil.core.ward.AlarmFeed.Resume;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;
import io.vigil.core.ward.WardEvent;
import io.vigil.core.ward.WardState;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.Command;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Occupant;
import io.vigil.ward.WardEntity.Picture;
import io.vigil.ward.WardEntity.Timer;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ward's actor: reports in, numbered changes out, and one child that keeps the roster.
 *
 * <p>Screens are told the moment a report arrives; the roster's write only holds back the
 * confirmation, for which the patient asks again. After a start the ward knows its roster but none
 * of its patients' alarms: it wakes them, and answers no screen until each has reported (or the
 * time for that is up), because a snapshot with alarms missing looks just like a quiet ward.
 */
final class WardBehavior extends AbstractBehavior<Command> {

    /** Screens and pages that may wait for the first reports; the rest is answered as it is. */
    private static final int WAITING_MAX = 1024;

    /** Vitals whose turn comes are looked for this often while there are any. */
    private static final Duration VITALS_TICK = Duration.ofMillis(100);

    /** How long a hand-off may wait for the roster's write. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final TimerScheduler<Command> timers;
    private final WardId ward;
    private final WardSettings settings;
    private final WardPorts ports;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorRef<WardRoster.Record> roster;
    private final ActorRef<WardDirectory.Registered> listing;
    private final Attendance attendance = new Attendance();
    private final Subscribers subscribers = new Subscribers();
    private final List<Command> waiting = new ArrayList<>();
    private final WardAlarms alarms;
    private final VitalsBoard vitals;
    private boolean gathering = true;
    private boolean listed;
    private boolean stopping;
    private long idleSince;

    WardBehavior(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            WardId ward,
            WardSettings settings,
            WardPorts ports,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        super(context);
        this.timers = timers;
        this.ward = ward;
        this.settings = settings;
        this.ports = ports;
        this.shard = shard;
        alarms = new WardAlarms(
                new AlarmFeed<>(ports.feedIds().get(), settings.ringChanges()),
                ports.encoder(),
                settings.doubt().toMillis());
        vitals = new VitalsBoard(settings.vitalsGap().toMillis());
        roster = context.spawn(
                WardRoster.create(
                        ward,
                        context.messageAdapter(WardRoster.Told.class, WardEntity.FromRoster::new)),
                "roster");
        listing = context.messageAdapter(
                WardDirectory.Registered.class, _ -> new WardEntity.Listed());
        idleSince = now();
        timers.startTimerWithFixedDelay(Timer.HEARTBEAT, settings.heartbeat());
        timers.startTimerWithFixedDelay(Timer.REWAKE, settings.rewake());
        timers.startSingleTimer(Timer.GATHERED, settings.gathering());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case WardEntity.Report report -> onReport(report);
            case WardEntity.Vitals news -> onVitals(news.vitals());
            case WardEntity.Subscribe subscribe -> onceGathered(subscribe);
            case WardEntity.GetPicture get -> onceGathered(get);
            case WardEntity.Refresh refresh -> onRefresh(refresh.subscriber());
            case WardEntity.Unsubscribe gone -> onUnsubscribe(gone.subscriber());
            case WardEntity.SubscriberGone gone -> onGone(gone.subscriber());
            case WardEntity.FromRoster from -> onRoster(from.told());
            case WardEntity.Listed _ -> onListed();
            case WardEntity.Wake _ -> {}
            case WardEntity.Stop _ -> onStop();
            case Timer timer -> onTimer(timer);
        }
        return stopping && !attendance.isWriting() ? Behaviors.stopped() : this;
    }

    private void onTimer(Timer timer) {
        switch (timer) {
            case HEARTBEAT -> onHeartbeat();
            case REWAKE -> onRewake();
            case VITALS -> onVitalsDue();
            case GATHERED -> onGathered();
            case STOP -> attendance.abandonWrites();
        }
    }

    private void onReport(WardEntity.Report command) {
        PatientReport report = command.report();
        if (report.presence() instanceof Presence.In in && !in.ward().equals(ward)) {
            getContext().getLog().warn("a report for ward {} came to ward {}", in.ward(), ward);
            return;
        }
        switch (attendance.take(report, command.replyTo(), now())) {
            case NEW -> {
                announce(report);
                settle(report.patient());
                checkGathered();
            }
            case REPEATED -> settle(report.patient());
            case OUTDATED -> {}
        }
    }

    private void announce(PatientReport report) {
        Set<AlarmId> told = new HashSet<>();
        for (WardAlarm alarm : report.alarms()) {
            told.add(alarm.alarm().id());
            boolean here = alarm.ward().equals(ward);
            Change change = here ? alarms.take(alarm, report.receivedNanos()) : null;
            if (change != null) {
                subscribers.tell(change);
            }
        }
        PatientId patient = report.patient();
        if (report.presence() instanceof Presence.Out) {
            alarms.endAll(patient, now()).forEach(subscribers::tell);
            vitals.forget(patient);
        } else if (report.complete()) {
            alarms.keepOnly(patient, told, now()).forEach(subscribers::tell);
        }
    }

    /** Writes what the roster lacks of the patient's last report, or confirms the report. */
    private void settle(PatientId patient) {
        WardEvent missing = attendance.missing(patient);
        if (missing != null) {
            write(patient, missing);
        } else if (attendance.isDurable(patient)) {
            if (listed || !attendance.claimsToBeHere(patient)) {
                attendance.confirm(
                        patient,
                        (incarnation, number) ->
                                new PatientReport.Confirmed(ward, patient, incarnation, number));
            } else {
                register();
            }
        }
    }

    private void write(PatientId patient, WardEvent event) {
        WardState state = attendance.roster();
        boolean full = state != null && state.roster().size() >= Bounds.PATIENTS_PER_WARD_MAX;
        if (stopping || full && event instanceof WardEvent.Enrolled) {
            getContext().getLog().warn("ward {} can't take patient {} now", ward, patient);
            return;
        }
        attendance.writing(patient);
        roster.tell(new WardRoster.Record(patient, event));
    }

    private void onRoster(WardRoster.Told told) {
        switch (told) {
            case WardRoster.Recovered recovered -> {
                attendance.recovered(recovered.state());
                if (!recovered.state().roster().isEmpty()) {
                    register();
                }
                wakeSilent();
                attendance.reported().forEach(this::settle);
            }
            case WardRoster.Recorded recorded -> {
                attendance.recorded(recorded.patient(), recorded.state());
                settle(recorded.patient());
            }
        }
        checkGathered();
    }

    /** A ward that the directory doesn't have isn't woken after a start, nor are its patients. */
    private void register() {
        if (!listed) {
            ports.directory().accept(new WardDirectory.Register(ward, listing));
        }
    }

    private void onListed() {
        if (!listed) {
            listed = true;
            attendance.reported().forEach(this::settle);
        }
    }

    private void wakeSilent() {
        for (PatientId patient : attendance.silent()) {
            ports.patients().wake(ward, patient);
        }
    }

    private void onRewake() {
        wakeSilent();
        WardState state = attendance.roster();
        if (state != null && !state.roster().isEmpty()) {
            register();
        }
    }

    private void onceGathered(Command command) {
        if (gathering && waiting.size() < WAITING_MAX) {
            waiting.add(command);
        } else {
            answer(command);
        }
    }

    private void answer(Command command) {
        if (command instanceof WardEntity.Subscribe subscribe) {
            onSubscribe(subscribe);
        } else if (command instanceof WardEntity.GetPicture get) {
            get.replyTo().tell(picture());
        }
    }

    private void checkGathered() {
        if (gathering && attendance.roster() != null && attendance.silent().isEmpty()) {
            onGathered();
        }
    }

    private void onGathered() {
        gathering = false;
        timers.cancel(Timer.GATHERED);
        waiting.forEach(this::answer);
        waiting.clear();
    }

    private void onSubscribe(WardEntity.Subscribe command) {
        ActorRef<FeedMessage> subscriber = command.subscriber();
        if (!subscribers.has(subscriber)) {
            getContext().watchWith(subscriber, new WardEntity.SubscriberGone(subscriber));
        }
        subscribers.add(subscriber, command.vitals());
        resume(subscriber, command.feed(), command.after());
        subscriber.tell(heartbeat());
        if (command.vitals()) {
            for (PatientVitals latest : vitals.welcome(now())) {
                subscriber.tell(new WardEntity.VitalsChanged(latest));
            }
            startVitalsTimer();
        }
    }

    private void resume(ActorRef<FeedMessage> subscriber, @Nullable String feed, long after) {
        if (feed == null) {
            subscriber.tell(snapshot());
            return;
        }
        switch (alarms.feed().resume(feed, after)) {
            case Resume.Missed<Change> missed -> {
                for (AlarmFeed.Change<Change> change : missed.changes()) {
                    subscriber.tell(change.content().replayed());
                }
            }
            case Resume.Gap<Change> gap -> {
                subscriber.tell(new WardEntity.Gap(gap.from(), gap.through()));
                subscriber.tell(snapshot());
            }
            case Resume.OtherFeed<Change> _ -> subscriber.tell(snapshot());
        }
    }

    private void onRefresh(ActorRef<FeedMessage> subscriber) {
        if (subscribers.has(subscriber)) {
            subscriber.tell(snapshot());
        }
    }

    private void onUnsubscribe(ActorRef<FeedMessage> subscriber) {
        getContext().unwatch(subscriber);
        onGone(subscriber);
    }

    private void onGone(ActorRef<FeedMessage> subscriber) {
        subscribers.remove(subscriber);
        waiting.removeIf(command -> command instanceof WardEntity.Subscribe subscribe
                && subscribe.subscriber().equals(subscriber));
    }

    private void onVitals(PatientVitals news) {
        if (!attendance.isHere(news.patient())) {
            return;
        }
        if (vitals.put(news, now())) {
            subscribers.tellVitals(new WardEntity.VitalsChanged(news));
        } else {
            startVitalsTimer();
        }
    }

    private void onVitalsDue() {
        for (PatientVitals due : vitals.takeDue(now())) {
            subscribers.tellVitals(new WardEntity.VitalsChanged(due));
        }
        startVitalsTimer();
    }

    private void startVitalsTimer() {
        if (vitals.hasDue() && !timers.isTimerActive(Timer.VITALS)) {
            timers.startSingleTimer(Timer.VITALS, VITALS_TICK);
        }
    }

    private void onHeartbeat() {
        alarms.endDoubted(now()).forEach(subscribers::tell);
        subscribers.tell(heartbeat());
        if (!attendance.isEmpty() || !subscribers.isEmpty() || !waiting.isEmpty()) {
            idleSince = now();
        } else if (now() - idleSince >= settings.idle().toMillis()) {
            shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
        }
    }

    private void onStop() {
        stopping = true;
        timers.startSingleTimer(Timer.STOP, STOP_TIMEOUT);
    }

    private WardEntity.Heartbeat heartbeat() {
        return new WardEntity.Heartbeat(alarms.feed().number(), now());
    }

    private WardEntity.Snapshot snapshot() {
        AlarmFeed<Change> feed = alarms.feed();
        return new WardEntity.Snapshot(ward, feed.id(), feed.number(), feed.open());
    }

    private Picture picture() {
        AlarmFeed<Change> feed = alarms.feed();
        List<Occupant> occupants = new ArrayList<>();
        WardState state = attendance.roster();
        if (state != null) {
            state.roster()
                    .forEach((patient, place) -> occupants.add(new Occupant(
                            patient, place.name(), place.bed(), vitals.latest(patient))));
        }
        return new Picture(ward, occupants, feed.open(), feed.id(), feed.number());
    }

    private long now() {
        return ports.clock().millis();
    }
}
