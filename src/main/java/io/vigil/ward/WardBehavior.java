package io.vigil.ward;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.AlarmFeed;
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
import org.apache.pekko.actor.typed.PostStop;
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

    /** How long a hand-off may wait for the roster's write. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    /** By then the screens that followed the ward before it moved are back. */
    private static final long RETURN_MS = 30_000;

    private final TimerScheduler<Command> timers;
    private final WardId ward;
    private final WardSettings settings;
    private final WardPorts ports;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorRef<WardRoster.Record> roster;
    private final ActorRef<WardDirectory.Registered> listing;
    private final Attendance attendance = new Attendance();
    private final Beds beds;
    private final List<Command> waiting = new ArrayList<>();
    private final WardAlarms alarms;
    private final WardScreens screens;
    private boolean gathering = true;
    private boolean listed;
    private boolean stopping;
    private final long startedAt;
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
        beds = new Beds(ward);
        alarms = new WardAlarms(
                ward,
                new AlarmFeed(ports.feedIds().get(), settings.ringChanges()),
                ports.encoder(),
                ports.sink(),
                settings.doubt().toMillis());
        screens = new WardScreens(
                context,
                timers,
                ward,
                alarms.feed(),
                ports.encoder(),
                settings.vitalsGap(),
                ports.clock());
        roster = context.spawn(
                WardRoster.create(
                        ward,
                        context.messageAdapter(WardRoster.Told.class, WardEntity.FromRoster::new)),
                "roster");
        listing = context.messageAdapter(
                WardDirectory.Registered.class, _ -> new WardEntity.Listed());
        startedAt = now();
        idleSince = startedAt;
        showServerAlarms();
        timers.startTimerWithFixedDelay(Timer.HEARTBEAT, settings.heartbeat());
        timers.startTimerWithFixedDelay(Timer.REWAKE, settings.rewake());
        timers.startSingleTimer(Timer.GATHERED, settings.gathering());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(PostStop.class, _ -> onStopped())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case WardEntity.Report report -> onReport(report);
            case WardEntity.Vitals news -> onVitals(news.vitals());
            case WardEntity.Found found -> onFound(found.alarm());
            case WardEntity.Subscribe subscribe -> onceGathered(subscribe);
            case WardEntity.GetPicture get -> onceGathered(get);
            case WardEntity.Locate locate ->
                locate.replyTo().tell(new WardEntity.Located(getContext().getSelf()));
            case WardEntity.Refresh refresh -> screens.refresh(refresh.subscriber());
            case WardEntity.Unsubscribe gone -> onUnsubscribe(gone.subscriber());
            case WardEntity.SubscriberGone gone -> onGone(gone.subscriber());
            case WardEntity.ReporterGone gone -> onReporterGone(gone.reporter());
            case WardEntity.FromRoster from -> onRoster(from.told());
            case WardEntity.Listed _ -> onListed();
            case WardEntity.Wake _ -> {}
            case WardEntity.Stop _ -> onStop();
            case Timer timer -> onTimer(timer);
        }
        return stopping && !attendance.isWriting() ? Behaviors.stopped() : Behaviors.same();
    }

    private void onTimer(Timer timer) {
        switch (timer) {
            case HEARTBEAT -> onHeartbeat();
            case REWAKE -> onRewake();
            case VITALS -> screens.showDueVitals();
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
            case NEW_REPORTER -> {
                getContext()
                        .watchWith(
                                command.replyTo(), new WardEntity.ReporterGone(command.replyTo()));
                onNews(report);
            }
            case NEW -> onNews(report);
            case REPEATED -> settle(report.patient());
            case OUTDATED -> {}
        }
    }

    private void onNews(PatientReport report) {
        announce(report);
        settle(report.patient());
        checkGathered();
        if (beds.take(report.patient(), report.presence())) {
            tellOfContests();
        }
    }

    /** Until all have reported, nobody can be said to be alone in a bed. */
    private void tellOfContests() {
        WardState state = attendance.roster();
        if (!gathering && !stopping && state != null) {
            for (Beds.Told told : beds.untold(alarms.feed().open(), attendance.silentBeds())) {
                ports.contests().accept(told.patient(), told.contest());
            }
        }
    }

    private void announce(PatientReport report) {
        Set<AlarmId> told = new HashSet<>();
        for (WardAlarm alarm : report.alarms()) {
            told.add(alarm.alarm().id());
            boolean here = alarm.ward().equals(ward);
            Change change = here ? alarms.take(alarm, report.receivedNanos()) : null;
            if (change != null) {
                screens.show(List.of(change));
            }
        }
        PatientId patient = report.patient();
        if (report.presence() instanceof Presence.Out) {
            screens.show(alarms.endAll(patient, now()));
            screens.forget(patient);
        } else if (report.complete()) {
            screens.show(alarms.keepOnly(patient, told, now()));
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
        if (stopping || state != null && isFull(state, event)) {
            getContext().getLog().warn("ward {} can't take patient {} now", ward, patient);
            return;
        }
        attendance.writing(patient);
        roster.tell(new WardRoster.Record(patient, event));
    }

    private static boolean isFull(WardState state, WardEvent event) {
        return switch (event) {
            case WardEvent.Enrolled _ -> state.roster().size() >= Bounds.PATIENTS_PER_WARD_MAX;
            case WardEvent.Departed _ -> state.departed().size() >= Bounds.PATIENTS_PER_WARD_MAX;
            case WardEvent.Left _ -> false;
        };
    }

    private void onRoster(WardRoster.Told told) {
        switch (told) {
            case WardRoster.Recovered recovered -> {
                attendance.recovered(recovered.state());
                if (!recovered.state().isVacant()) {
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

    /** Its next incarnation says where the patient is: it may have moved and not been heard. */
    private void onReporterGone(ActorRef<PatientReport.Confirmed> reporter) {
        attendance.gone(reporter);
        if (!stopping) {
            wakeSilent();
        }
    }

    private void wakeSilent() {
        for (PatientId patient : attendance.silent()) {
            ports.patients().wake(ward, patient);
        }
    }

    private void onRewake() {
        wakeSilent();
        tellOfContests();
        WardState state = attendance.roster();
        if (state != null && !state.isVacant()) {
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
            screens.follow(subscribe);
            alarms.screenCame();
        } else if (command instanceof WardEntity.GetPicture get) {
            get.replyTo().tell(picture());
        }
    }

    private void checkGathered() {
        if (gathering && attendance.roster() != null && attendance.silentHere().isEmpty()) {
            onGathered();
        }
    }

    private void onGathered() {
        gathering = false;
        timers.cancel(Timer.GATHERED);
        alarms.gathered();
        tellOfContests();
        waiting.forEach(this::answer);
        waiting.clear();
    }

    private void onGone(ActorRef<FeedMessage> subscriber) {
        screens.gone(subscriber);
        forgetWaiting(subscriber);
    }

    private void onUnsubscribe(ActorRef<FeedMessage> subscriber) {
        screens.unsubscribe(subscriber);
        forgetWaiting(subscriber);
    }

    private void forgetWaiting(ActorRef<FeedMessage> subscriber) {
        waiting.removeIf(command -> command instanceof WardEntity.Subscribe subscribe
                && subscribe.subscriber().equals(subscriber));
    }

    private void onVitals(PatientVitals news) {
        if (attendance.isHere(news.patient())) {
            screens.show(news);
        }
    }

    /** While the ward moved, alarms may have come and gone that no screen was shown. */
    private void tellWhatWasOver() {
        screens.show(alarms.tellAgain());
        if (now() - startedAt > RETURN_MS) {
            alarms.tellNoMore();
        }
    }

    private void onFound(WardAlarm alarm) {
        Change change = alarms.takeFound(alarm);
        if (change != null) {
            screens.show(List.of(change));
        }
    }

    private void onHeartbeat() {
        tellWhatWasOver();
        screens.show(alarms.endDoubted(now()));
        showServerAlarms();
        screens.heartbeat();
        if (!attendance.isEmpty() || !screens.isEmpty() || !waiting.isEmpty()) {
            idleSince = now();
        } else if (now() - idleSince >= settings.idle().toMillis()) {
            shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
        }
    }

    private void showServerAlarms() {
        screens.show(alarms.takeOfServer(ports.serverAlarms().apply(ward), now()));
    }

    private Behavior<Command> onStopped() {
        alarms.stopped();
        return this;
    }

    private void onStop() {
        stopping = true;
        timers.startSingleTimer(Timer.STOP, STOP_TIMEOUT);
    }

    private Picture picture() {
        AlarmFeed feed = alarms.feed();
        List<Occupant> occupants = new ArrayList<>();
        WardState state = attendance.roster();
        if (state != null) {
            state.roster()
                    .forEach((patient, place) -> occupants.add(new Occupant(
                            patient, place.name(), place.bed(), screens.latest(patient))));
        }
        return new Picture(ward, occupants, feed.open(), feed.id(), feed.number());
    }

    private long now() {
        return ports.clock().millis();
    }
}
