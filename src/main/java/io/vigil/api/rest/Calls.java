package io.vigil.api.rest;

import io.vigil.api.Bearer;
import io.vigil.api.Problem;
import io.vigil.core.DeviceId;
import io.vigil.core.Ids;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.patient.PatientEntity;
import io.vigil.security.Access;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the calls share: ids in paths, and rights that depend on where the patient lies. */
final class Calls {

    private final RestPorts ports;

    Calls(RestPorts ports) {
        this.ports = ports;
    }

    /** A path's segment as an id, or a 400 that says what an id looks like. */
    static Route withId(String what, String segment, Function<String, Route> inner) {
        return Ids.isValid(segment)
                ? inner.apply(segment)
                : answer(Problem.badRequest("a " + what + " id must match [A-Za-z0-9._-]{1,64}"));
    }

    static Route withPatient(String segment, Function<PatientId, Route> inner) {
        return withId("patient", segment, id -> inner.apply(new PatientId(id)));
    }

    static Route withDevice(String segment, Function<DeviceId, Route> inner) {
        return withId("device", segment, id -> inner.apply(new DeviceId(id)));
    }

    static Route withWard(String segment, Function<WardId, Route> inner) {
        return withId("ward", segment, id -> inner.apply(new WardId(id)));
    }

    static Route answer(Problem problem) {
        return Directives.complete(problem.toResponse());
    }

    static Route answer(CompletionStage<HttpResponse> response) {
        return Directives.completeWithFuture(response.toCompletableFuture());
    }

    /** The inner route with a patient that was admitted at some time and whose ward may be acted on. */
    Route known(
            PatientId patient,
            Function<WardId, Access> right,
            Function<PatientEntity.Picture, Route> inner) {
        return Directives.onSuccess(() -> ports.patient(patient).toCompletableFuture(), picture -> {
            var admission = picture.state().admission();
            return admission == null
                    ? answer(Problem.notFound("no patient " + patient + " was admitted"))
                    : permitted(right.apply(admission.ward()), () -> inner.apply(picture));
        });
    }

    static Route permitted(Access access, Supplier<Route> inner) {
        return Bearer.permitted(access, inner);
    }
}
