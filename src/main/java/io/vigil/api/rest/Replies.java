package io.vigil.api.rest;

import io.vigil.api.Problem;
import io.vigil.api.json.Wire;
import io.vigil.core.patient.Reply;
import io.vigil.patient.PatientEntity;

import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A patient's answers as HTTP responses: the one place that maps a reply to a status. */
public final class Replies {

    private Replies() {}

    static HttpResponse json(StatusCode status, Wire.Body body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(
                        HttpEntities.create(ContentTypes.APPLICATION_JSON, Wire.JSON.bytes(body)));
    }

    static HttpResponse ok(Wire.Body body) {
        return json(StatusCodes.OK, body);
    }

    /**
     * The response to a command.
     *
     * @param done the response where something was recorded
     * @param unchanged the response where it had been before
     */
    static HttpResponse of(
            PatientEntity.Answer answer,
            Function<PatientEntity.Picture, HttpResponse> done,
            Function<PatientEntity.Picture, HttpResponse> unchanged) {
        return refusal(answer).map(Problem::toResponse).orElseGet(() -> {
            PatientEntity.Decided decided = (PatientEntity.Decided) answer;
            return decided.reply() instanceof Reply.Unchanged
                    ? unchanged.apply(decided.picture())
                    : done.apply(decided.picture());
        });
    }

    /** Why the command was not carried out; empty if it was, now or before. */
    public static Optional<Problem> refusal(PatientEntity.Answer answer) {
        return switch (answer) {
            case PatientEntity.Unavailable e -> Optional.of(Problem.unavailable(e.why()));
            case PatientEntity.Decided d ->
                switch (d.reply()) {
                    case Reply.Accepted _, Reply.Unchanged _ -> Optional.empty();
                    case Reply other -> Optional.of(refusal(other));
                };
        };
    }

    /** The problem that a refusal is. */
    static Problem refusal(Reply reply) {
        return switch (reply) {
            case Reply.NotFound r -> Problem.notFound(r.what());
            case Reply.Conflict r -> Problem.conflict(r.why());
            case Reply.StaleVersion r ->
                Problem.stale("the limits are at version " + r.current() + " now: read them again");
            case Reply.Invalid r ->
                Problem.unprocessable("not everything asked for can be", r.problems());
            case Reply.NotAttached _ -> Problem.conflict("the device is not attached");
            case Reply.OutOfOrder r -> Problem.conflict("gap: expected " + r.expected());
            case Reply.StaleEpoch r -> Problem.conflict("the device's epoch is " + r.current());
            case Reply.Accepted r -> Problem.unprocessable("refused in part", r.refused());
            case Reply.Unchanged _ -> Problem.unprocessable("nothing to do", List.of());
            case Reply.Repeated _ -> Problem.unprocessable("nothing to do", List.of());
        };
    }
}
