package io.vigil.app;

import io.vigil.journal.cassandra.PackingReport;
import io.vigil.journal.cassandra.PackingReport.Failed;
import io.vigil.journal.cassandra.PackingReport.Packed;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Counts what becomes of packing the central journal's old rows. */
final class PackingWatch {

    private PackingWatch() {}

    static void start(ActorSystem<?> system, Metrics metrics) {
        ActorRef<PackingReport> watch =
                system.systemActorOf(create(metrics), "packing-watch", Props.empty());
        Adapter.toClassic(system)
                .eventStream()
                .subscribe(Adapter.toClassic(watch), PackingReport.class);
    }

    private static Behavior<PackingReport> create(Metrics metrics) {
        return Behaviors.receive(PackingReport.class)
                .onMessage(Packed.class, packed -> {
                    metrics.rowGroupsPacked(packed.groups());
                    return Behaviors.same();
                })
                .onMessage(Failed.class, _ -> {
                    metrics.packingFailed();
                    return Behaviors.same();
                })
                .build();
    }
}
