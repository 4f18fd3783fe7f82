package io.vigil.ward;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.AlarmFeed;
import io.vigil.core.ward.AlarmFeed.Resume;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.Command;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Heartbeat;
import io.vigil.ward.WardEntity.Snapshot;
import io.vigil.ward.WardEntity.Timer;
import io.vigil.ward.WardEntity.VitalsChanged;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What the ward's screens are told: where each begins, every change, vitals in their turn. */
final class WardScreens {

    /** Vitals whose turn comes are looked for this often while there are any. */
    private static final Duration VITALS_TICK = Duration.ofMillis(100);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final WardId ward;
    private final AlarmFeed feed;
    private final ChangeEncoder encoder;
    private final InstantSource clock;
    private final VitalsBoard vitals;
    private final Subscribers subscribers = new Subscribers();

    WardScreens(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            WardId ward,
            AlarmFeed feed,
            ChangeEncoder encoder,
            Duration vitalsGap,
            InstantSource clock) {
        this.context = context;
        this.timers = timers;
        this.ward = ward;
        this.feed = feed;
        this.encoder = encoder;
        this.clock = clock;
        vitals = new VitalsBoard(vitalsGap.toMillis());
    }

    void follow(WardEntity.Subscribe command) {
        ActorRef<FeedMessage> screen = command.subscriber();
        if (!subscribers.has(screen)) {
            context.watchWith(screen, new WardEntity.SubscriberGone(screen));
        }
        subscribers.add(screen, command.vitals());
        resume(screen, command.feed(), command.after());
        screen.tell(beat());
        if (command.vitals()) {
            for (PatientVitals latest : vitals.welcome(clock.millis())) {
                screen.tell(new VitalsChanged(latest));
            }
            startVitalsTimer();
        }
    }

    void refresh(ActorRef<FeedMessage> screen) {
        if (subscribers.has(screen)) {
            screen.tell(snapshot());
        }
    }

    void unsubscribe(ActorRef<FeedMessage> screen) {
        context.unwatch(screen);
        subscribers.remove(screen);
    }

    void gone(ActorRef<FeedMessage> screen) {
        subscribers.remove(screen);
    }

    boolean isEmpty() {
        return subscribers.isEmpty();
    }

    void show(List<Change> changes) {
        changes.forEach(subscribers::tell);
    }

    void show(PatientVitals news) {
        if (!subscribers.wantVitals()) {
            vitals.keep(news);
        } else if (vitals.put(news, clock.millis())) {
            subscribers.tellVitals(new VitalsChanged(news));
        } else {
            startVitalsTimer();
        }
    }

    void showDueVitals() {
        for (PatientVitals due : vitals.takeDue(clock.millis())) {
            subscribers.tellVitals(new VitalsChanged(due));
        }
        startVitalsTimer();
    }

    void heartbeat() {
        subscribers.tell(beat());
    }

    @Nullable
    PatientVitals latest(PatientId patient) {
        return vitals.latest(patient);
    }

    void forget(PatientId patient) {
        vitals.forget(patient);
    }

    private void resume(ActorRef<FeedMessage> screen, @Nullable String known, long after) {
        if (known == null) {
            screen.tell(snapshot());
            return;
        }
        switch (feed.resume(known, after)) {
            case Resume.Missed missed -> missed.changes().forEach(each -> screen.tell(again(each)));
            case Resume.Gap gap -> {
                screen.tell(new WardEntity.Gap(gap.from(), gap.through()));
                screen.tell(snapshot());
            }
            case Resume.OtherFeed _ -> screen.tell(snapshot());
        }
    }

    /** For one who missed it: how long that took says nothing of Vigil. */
    private Change again(AlarmFeed.Change missed) {
        long number = missed.number();
        WardAlarm alarm = missed.alarm();
        return new Change(number, alarm, encoder.encode(number, alarm), 0);
    }

    private void startVitalsTimer() {
        if (!timers.isTimerActive(Timer.VITALS) && vitals.hasDue()) {
            timers.startSingleTimer(Timer.VITALS, VITALS_TICK);
        }
    }

    private Heartbeat beat() {
        return new Heartbeat(feed.number(), clock.millis());
    }

    private Snapshot snapshot() {
        return new Snapshot(ward, feed.id(), feed.number(), feed.open());
    }
}
