package io.vigil.app;

import io.vigil.journal.cassandra.TwoWriters;
import io.vigil.telemetry.DropWatch;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the journal's rows that two nodes have written, and has them told of: each is a fact that
 * was acked, but two nodes must never have the same patient.
 *
 * <p>A row is counted once, however often this server reads it: a ledger recovers after each failed
 * write, and an outage of the store must not look like a second writer.
 */
final class WriterWatch {

    private static final Logger LOG = LoggerFactory.getLogger(WriterWatch.class);

    /** Longer than a lost message's alarm: what must be done is done at the servers, not here. */
    static final Duration QUIET = Duration.ofMinutes(10);

    /** Of more journals than these the one found longest ago would be told of again. */
    private static final int JOURNALS_MAX = 1000;

    private enum Quiet {
        QUIET
    }

    private final TimerScheduler<Object> timers;
    private final Metrics metrics;
    private final DropWatch.Alarm alarm;
    private final Map<String, Long> newest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > JOURNALS_MAX;
        }
    };

    private WriterWatch(TimerScheduler<Object> timers, Metrics metrics, DropWatch.Alarm alarm) {
        this.timers = timers;
        this.metrics = metrics;
        this.alarm = alarm;
    }

    /** To be called before anything recovers: what it finds until then nobody counts. */
    static void start(ActorSystem<?> system, Metrics metrics, DropWatch.Alarm alarm) {
        ActorRef<Object> watch =
                system.systemActorOf(create(metrics, alarm), "writer-watch", Props.empty());
        Adapter.toClassic(system)
                .eventStream()
                .subscribe(Adapter.toClassic(watch), TwoWriters.class);
    }

    /** Takes {@link TwoWriters}, from a stream that has other messages too. */
    static Behavior<Object> create(Metrics metrics, DropWatch.Alarm alarm) {
        return Behaviors.withTimers(timers -> {
            WriterWatch watch = new WriterWatch(timers, metrics, alarm);
            return Behaviors.receive(Object.class)
                    .onMessage(TwoWriters.class, watch::onTwoWriters)
                    .onMessage(Quiet.class, watch::onQuiet)
                    .build();
        });
    }

    private Behavior<Object> onTwoWriters(TwoWriters found) {
        Long known = newest.get(found.persistenceId());
        if (known != null && found.row() <= known) {
            return Behaviors.same();
        }
        newest.put(found.persistenceId(), found.row());
        metrics.rowOfTwoWritersFound();
        String what = "row %d of %s".formatted(found.row(), found.persistenceId());
        LOG.error(
                "{} was written by two nodes; both count. A node was given up while it lived:"
                        + " find out which and why (docs/OPERATING.md, two-writers)",
                what);
        alarm.lost(1, what + "; see two-writers in docs/OPERATING.md");
        timers.startSingleTimer(Quiet.QUIET, QUIET);
        return Behaviors.same();
    }

    private Behavior<Object> onQuiet(Quiet quiet) {
        alarm.quiet();
        return Behaviors.same();
    }
}
