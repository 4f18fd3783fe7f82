package io.vigil.api.rest;

import io.vigil.api.Idempotency;
import io.vigil.api.Problem;
import io.vigil.api.json.AlarmJson;
import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.alarm.Priority;
import io.vigil.security.Principal;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code POST /v1/alarms/{id}/acknowledge}. */
final class AlarmRoutes {

    private final Acknowledging acknowledging;
    private final Idempotency idempotency;

    AlarmRoutes(Acknowledging acknowledging, Idempotency idempotency) {
        this.acknowledging = acknowledging;
        this.idempotency = idempotency;
    }

    Route create(Principal by) {
        return Directives.path(
                PathMatchers.segment().slash("acknowledge"),
                id -> Directives.post(() -> idempotency.once(by, () -> acknowledge(by, id))));
    }

    private Route acknowledge(Principal by, String id) {
        return id.length() > Bounds.ALARM_ID_LENGTH_MAX
                ? Calls.answer(Problem.notFound("no such alarm"))
                : Body.read(Requests::priority, seen -> acknowledge(by, new AlarmId(id), seen));
    }

    private Route acknowledge(Principal by, AlarmId alarm, Priority seen) {
        return Directives.onSuccess(
                () -> acknowledging.owner(alarm).toCompletableFuture(),
                owner -> owner.isEmpty()
                        ? Calls.answer(Problem.notFound("no open alarm " + alarm))
                        : Calls.permitted(
                                by.mayAcknowledge(owner.get().ward()),
                                () -> acknowledge(by, owner.get(), seen)));
    }

    private Route acknowledge(Principal by, Acknowledging.Owner owner, Priority seen) {
        return Calls.answer(acknowledging
                .acknowledge(owner, seen, by.subject())
                .thenApply(AlarmRoutes::answer));
    }

    private static HttpResponse answer(Acknowledging.Outcome outcome) {
        return Replies.of(outcome.answer(), _ -> shown(outcome), _ -> shown(outcome));
    }

    private static HttpResponse shown(Acknowledging.Outcome outcome) {
        return Replies.ok(to -> AlarmJson.write(to, outcome.alarm()));
    }
}
