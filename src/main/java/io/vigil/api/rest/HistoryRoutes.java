package io.vigil.api.rest;

import io.vigil.security.Principal;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

public final class HistoryRoutes {
    public HistoryRoutes(ActorSystem<?> system, RestPorts ports) {}

    Route create(Principal by) {
        return Directives.reject();
    }
}
