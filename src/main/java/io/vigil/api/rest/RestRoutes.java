package io.vigil.api.rest;

import io.vigil.api.Bearer;
import io.vigil.api.Idempotency;
import io.vigil.api.Problem;
import io.vigil.security.Principal;

import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

import java.time.InstantSource;

/** Every REST call of the protocol: one token check, then a route for each kind of thing. */
public final class RestRoutes {

    private final Bearer bearer;
    private final PatientRoutes patients;
    private final HistoryRoutes history;
    private final WardRoutes wards;
    private final AlarmRoutes alarms;

    public RestRoutes(
            Bearer bearer,
            RestPorts ports,
            HistoryRoutes history,
            Acknowledging acknowledging,
            InstantSource clock) {
        Idempotency idempotency = new Idempotency(clock);
        this.bearer = bearer;
        this.patients = new PatientRoutes(ports, idempotency, clock);
        this.history = history;
        this.wards = new WardRoutes(ports);
        this.alarms = new AlarmRoutes(acknowledging, idempotency);
    }

    public Route create() {
        return Directives.pathPrefix(
                "v1", () -> bearer.authenticated(who -> calls(who.principal())));
    }

    private Route calls(Principal by) {
        return Directives.concat(
                Directives.pathPrefix(
                        "patients",
                        () -> Directives.concat(history.create(by), patients.create(by))),
                Directives.pathPrefix("wards", () -> wards.create(by)),
                Directives.pathPrefix("alarms", () -> alarms.create(by)),
                Directives.complete(Problem.notFound("there is no such call").toResponse()));
    }
}
