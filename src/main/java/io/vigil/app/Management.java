package io.vigil.app;

import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

final class Management {
    private final Metrics metrics;

    private Management(Metrics metrics) {
        this.metrics = metrics;
    }

    static Management start(ActorSystem<?> system, Entities entities, Metrics metrics) {
        return new Management(metrics);
    }

    Route routes() {
        return Directives.concat(
                Directives.path("metrics", () -> Directives.complete(metrics.scrape())));
    }
}
