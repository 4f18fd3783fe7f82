package io.vigil.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.api.Problem;
import io.vigil.api.json.AlarmJson;
import io.vigil.api.json.Wire;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Admission;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.PatientEntity;
import io.vigil.patient.PatientHistory;
import io.vigil.security.Principal;

import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the journal tells of a patient: values, whole or by steps, and alarms. */
public final class HistoryRoutes {

    private static final long STEP_MS_MAX = 365L * 24 * 3600 * 1000;

    private final RestPorts ports;
    private final Calls calls;
    private final PatientHistory history;
    private final String site;

    /** @param site the installation's name, as on each alarm */
    public HistoryRoutes(RestPorts ports, PatientHistory history, String site) {
        this.ports = ports;
        this.calls = new Calls(ports);
        this.history = history;
        this.site = site;
    }

    /** The times asked for: both ends included, ms since the epoch. */
    private record Span(long from, long to) {}

    Route create(Principal by) {
        return Directives.get(() -> Directives.concat(
                Directives.path(
                        PathMatchers.segment().slash("vitals"),
                        id -> spanned(by, id, (picture, span) -> vitals(picture, span))),
                Directives.path(
                        PathMatchers.segment().slash("alarms"),
                        id -> spanned(by, id, (picture, span) -> alarms(picture, span)))));
    }

    @FunctionalInterface
    private interface Reading {
        Route of(PatientEntity.Picture picture, Span span);
    }

    /** {@code from} and {@code to} may be left out: all there is. */
    private Route spanned(Principal by, String id, Reading reading) {
        return Calls.withPatient(
                id,
                patient -> Directives.parameterOptional(
                        "from",
                        from -> Directives.parameterOptional("to", to -> {
                            Optional<Long> first = time(from, 0);
                            Optional<Long> last = time(to, Long.MAX_VALUE);
                            if (first.isEmpty() || last.isEmpty() || first.get() > last.get()) {
                                return Calls.answer(Problem.badRequest(
                                        "from and to are milliseconds since 1970, from not"
                                                + " after to"));
                            }
                            Span span = new Span(first.get(), last.get());
                            return calls.known(
                                    patient, by::mayView, picture -> reading.of(picture, span));
                        })));
    }

    private static Optional<Long> time(Optional<String> text, long otherwise) {
        if (text.isEmpty()) {
            return Optional.of(otherwise);
        }
        return text.get().matches("[0-9]{1,18}")
                ? Optional.of(Long.valueOf(text.get()))
                : Optional.empty();
    }

    private Route vitals(PatientEntity.Picture picture, Span span) {
        return Directives.parameterList(
                "vital",
                names -> Directives.parameterOptional(
                        "step", step -> vitals(picture, span, names, step)));
    }

    private Route vitals(
            PatientEntity.Picture picture, Span span, List<String> names, Optional<String> step) {
        Set<Vital> wanted = EnumSet.noneOf(Vital.class);
        for (String name : names.isEmpty() ? allNames() : split(names)) {
            Vital vital = Vital.byCode(name);
            if (vital == null) {
                return Calls.answer(Problem.badRequest("'" + name + "' is no vital sign"));
            }
            wanted.add(vital);
        }
        Optional<Long> stepMs = time(step, 0);
        if (stepMs.isEmpty()
                || stepMs.get() > STEP_MS_MAX
                || step.isPresent() && stepMs.get() == 0) {
            return Calls.answer(Problem.badRequest("step is a number of milliseconds from 1 on"));
        }
        return tagged(
                picture.patient(),
                span,
                String.valueOf(wanted) + stepMs.get(),
                () -> series(picture.patient(), span, wanted, stepMs.get()));
    }

    private static List<String> split(List<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.addAll(List.of(name.split(",", -1))));
        return all;
    }

    private static List<String> allNames() {
        List<String> names = new ArrayList<>();
        for (Vital vital : Vital.values()) {
            names.add(vital.code());
        }
        return names;
    }

    /** The tag names the rows that the answer is made of: no new row, no new answer. */
    private Route tagged(
            PatientId patient,
            Span span,
            String question,
            Supplier<CompletionStage<HttpResponse>> answer) {
        return Directives.optionalHeaderValueByName(
                "If-None-Match",
                known -> Directives.onSuccess(
                        () -> ports.rows(patient, span.from(), span.to()).toCompletableFuture(),
                        rows -> {
                            String tag = "\"%d-%d-%08x\""
                                    .formatted(
                                            rows.first(),
                                            rows.last(),
                                            (span + question).hashCode());
                            HttpHeader header = RawHeader.create("ETag", tag);
                            return known.isPresent() && known.get().contains(tag)
                                    ? Directives.complete(HttpResponse.create()
                                            .withStatus(StatusCodes.NOT_MODIFIED)
                                            .addHeader(header))
                                    : Calls.answer(
                                            answer.get().thenApply(r -> r.addHeader(header)));
                        }));
    }

    private CompletionStage<HttpResponse> series(
            PatientId patient, Span span, Set<Vital> wanted, long stepMs) {
        CompletionStage<HttpResponse> response = stepMs == 0
                ? history.values(patient, wanted, span.from(), span.to())
                        .thenApply(series -> Replies.ok(
                                to -> writeSeries(to, series, HistoryRoutes::writePoint)))
                : history.steps(patient, wanted, span.from(), span.to(), stepMs)
                        .thenApply(series -> Replies.ok(
                                to -> writeSeries(to, series, HistoryRoutes::writeBucket)));
        return tooMuchSaid(response);
    }

    @FunctionalInterface
    private interface Writer<T> {
        void write(JsonGenerator to, T value) throws IOException;
    }

    private static <T> void writeSeries(
            JsonGenerator to, Map<Vital, List<T>> series, Writer<T> writer) throws IOException {
        to.writeStartObject();
        for (Map.Entry<Vital, List<T>> one : series.entrySet()) {
            to.writeArrayFieldStart(one.getKey().code());
            for (T value : one.getValue()) {
                to.writeStartArray();
                writer.write(to, value);
                to.writeEndArray();
            }
            to.writeEndArray();
        }
        to.writeEndObject();
    }

    private static void writePoint(JsonGenerator to, PatientHistory.Point point)
            throws IOException {
        to.writeNumber(point.at());
        Wire.number(to, point.value());
    }

    private static void writeBucket(JsonGenerator to, PatientHistory.Bucket bucket)
            throws IOException {
        to.writeNumber(bucket.at());
        Wire.number(to, bucket.min());
        Wire.number(to, bucket.mean());
        Wire.number(to, bucket.max());
        to.writeNumber(bucket.count());
    }

    private Route alarms(PatientEntity.Picture picture, Span span) {
        return Calls.answer(tooMuchSaid(history.alarms(picture.patient(), span.from(), span.to())
                .thenApply(records -> Replies.ok(to -> {
                    to.writeStartArray();
                    for (PatientHistory.AlarmRecord one : records) {
                        writeRecord(to, picture, one);
                    }
                    to.writeEndArray();
                }))));
    }

    private void writeRecord(
            JsonGenerator to, PatientEntity.Picture picture, PatientHistory.AlarmRecord one)
            throws IOException {
        Admission admission = picture.state().admission();
        if (admission == null) {
            return;
        }
        to.writeStartObject();
        to.writeFieldName("alarm");
        AlarmJson.write(
                to,
                new WardAlarm(
                        picture.patient(),
                        admission.ward(),
                        admission.bed(),
                        one.alarm(),
                        true,
                        site));
        to.writeArrayFieldStart("transitions");
        for (PatientHistory.Transition transition : one.transitions()) {
            writeTransition(to, transition);
        }
        to.writeEndArray();
        to.writeEndObject();
    }

    private static void writeTransition(JsonGenerator to, PatientHistory.Transition transition)
            throws IOException {
        to.writeStartObject();
        to.writeStringField("state", transition.state().code());
        to.writeNumberField("at", transition.at());
        if (transition.by() != null) {
            to.writeStringField("by", transition.by());
        }
        to.writeStringField("priority", transition.priority().code());
        to.writeEndObject();
    }

    private static CompletionStage<HttpResponse> tooMuchSaid(CompletionStage<HttpResponse> answer) {
        Function<Throwable, CompletionStage<HttpResponse>> said = e -> {
            Throwable cause =
                    e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            return cause instanceof PatientHistory.TooMuch
                    ? CompletableFuture.completedFuture(
                            Problem.badRequest(String.valueOf(cause.getMessage()))
                                    .toResponse())
                    : CompletableFuture.failedFuture(cause);
        };
        return answer.handle((response, e) ->
                        e == null ? CompletableFuture.completedFuture(response) : said.apply(e))
                .thenCompose(stage -> stage);
    }
}
