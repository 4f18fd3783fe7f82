package io.vigil.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.api.Problem;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;
import io.vigil.security.Principal;
import io.vigil.ward.WardEntity;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The calls on wards: who lies there, and how much alarms now. */
final class WardRoutes {

    private final RestPorts ports;

    WardRoutes(RestPorts ports) {
        this.ports = ports;
    }

    /** Everything below {@code /v1/wards}. */
    Route create(Principal by) {
        return Directives.get(() -> Directives.concat(
                Directives.pathEndOrSingleSlash(
                        () -> Calls.permitted(by.mayListWards(), () -> Calls.answer(list(by)))),
                Directives.path(
                        PathMatchers.segment(), ward -> Calls.withWard(ward, w -> one(by, w)))));
    }

    private CompletionStage<HttpResponse> list(Principal by) {
        return ports.wards()
                .thenCompose(
                        wards -> pictures(wards.stream().filter(by::isGoodFor).toList()))
                .thenApply(pictures -> Replies.ok(to -> {
                    to.writeStartArray();
                    for (WardEntity.Picture picture : pictures) {
                        writeSummary(to, picture);
                    }
                    to.writeEndArray();
                }));
    }

    private CompletionStage<List<WardEntity.Picture>> pictures(List<WardId> wards) {
        List<CompletableFuture<WardEntity.Picture>> asked = new ArrayList<>();
        for (WardId ward : wards) {
            asked.add(ports.ward(ward).toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    private Route one(Principal by, WardId ward) {
        return Calls.permitted(
                by.mayView(ward),
                () -> Calls.answer(ports.wards()
                        .thenCompose(wards -> wards.contains(ward) ? whole(ward) : unknown(ward))));
    }

    private CompletionStage<HttpResponse> whole(WardId ward) {
        return ports.ward(ward).thenApply(picture -> Replies.ok(to -> writeWard(to, picture)));
    }

    private static CompletionStage<HttpResponse> unknown(WardId ward) {
        return CompletableFuture.completedFuture(
                Problem.notFound("no patient was ever admitted to ward " + ward).toResponse());
    }

    private static void writeSummary(JsonGenerator to, WardEntity.Picture picture)
            throws IOException {
        to.writeStartObject();
        to.writeStringField("ward", picture.ward().value());
        to.writeNumberField("patients", picture.patients().size());
        writeLoad(to, picture.alarms());
        to.writeEndObject();
    }

    private static void writeWard(JsonGenerator to, WardEntity.Picture picture) throws IOException {
        to.writeStartObject();
        to.writeStringField("ward", picture.ward().value());
        to.writeArrayFieldStart("patients");
        for (WardEntity.Occupant occupant : picture.patients()) {
            to.writeStartObject();
            to.writeStringField("id", occupant.patient().value());
            to.writeStringField("name", occupant.name());
            to.writeStringField("bed", occupant.bed().value());
            to.writeEndObject();
        }
        to.writeEndArray();
        writeLoad(to, picture.alarms());
        to.writeStringField("feed", picture.feed());
        to.writeNumberField("number", picture.number());
        to.writeEndObject();
    }

    /** Open alarms by priority, whether acknowledged or not. */
    private static void writeLoad(JsonGenerator to, List<WardAlarm> alarms) throws IOException {
        to.writeObjectFieldStart("alarms");
        for (Priority priority : List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW)) {
            long count = alarms.stream()
                    .filter(a -> a.alarm().priority() == priority)
                    .count();
            to.writeNumberField(priority.code(), count);
        }
        to.writeEndObject();
    }
}
