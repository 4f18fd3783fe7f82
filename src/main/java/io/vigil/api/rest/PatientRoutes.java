package io.vigil.api.rest;

import io.vigil.api.Idempotency;
import io.vigil.api.Problem;
import io.vigil.api.json.Wire;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.patient.DeviceEntity;
import io.vigil.patient.PatientEntity;
import io.vigil.security.Principal;
import io.vigil.ward.WardEntity;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The calls on patients, their stays, limits, charts and devices. */
final class PatientRoutes {

    private final RestPorts ports;
    private final Calls calls;
    private final Idempotency idempotency;
    private final InstantSource clock;

    PatientRoutes(RestPorts ports, Idempotency idempotency, InstantSource clock) {
        this.ports = ports;
        this.calls = new Calls(ports);
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Everything below {@code /v1/patients} but history. */
    Route create(Principal by) {
        return Directives.concat(
                Directives.pathEndOrSingleSlash(() -> Directives.concat(
                        Directives.get(() -> list(by)),
                        Directives.post(() -> write(by, () -> admit(by))))),
                Directives.path(
                        PathMatchers.segment(),
                        id -> Directives.get(() -> Calls.withPatient(id, p -> state(by, p)))),
                Directives.path(
                        PathMatchers.segment().slash("limits"),
                        id -> Directives.put(() ->
                                Calls.withPatient(id, p -> write(by, () -> setLimits(by, p))))),
                Directives.path(
                        PathMatchers.segment().slash("limits").slash("confirm"),
                        id -> Directives.post(() ->
                                Calls.withPatient(id, p -> write(by, () -> confirmLimits(by, p))))),
                post("observations", by, this::chart),
                post("transfer", by, this::transfer),
                post("discharge", by, this::discharge),
                devices(by));
    }

    @FunctionalInterface
    private interface PatientCall {
        Route of(Principal by, PatientId patient);
    }

    private Route post(String verb, Principal by, PatientCall call) {
        return Directives.path(
                PathMatchers.segment().slash(verb),
                id -> Directives.post(() ->
                        Calls.withPatient(id, p -> write(by, () -> call.of(by, p)))));
    }

    private Route write(Principal by, Supplier<Route> call) {
        return idempotency.once(by, call);
    }

    private Route list(Principal by) {
        return Directives.parameterOptional(
                "ward",
                ward -> ward.isEmpty()
                        ? Calls.answer(Problem.badRequest("say which ward: ?ward=W"))
                        : Calls.withWard(
                                ward.get(),
                                w -> Calls.permitted(
                                        by.mayView(w), () -> Calls.answer(listed(w)))));
    }

    private CompletionStage<HttpResponse> listed(WardId ward) {
        return ports.ward(ward)
                .thenCompose(picture -> pictures(picture.patients()))
                .thenApply(patients -> Replies.ok(to -> {
                    to.writeStartArray();
                    for (PatientEntity.Picture patient : patients) {
                        PatientJson.writeListed(to, patient);
                    }
                    to.writeEndArray();
                }));
    }

    private CompletionStage<List<PatientEntity.Picture>> pictures(
            List<WardEntity.Occupant> occupants) {
        List<CompletableFuture<PatientEntity.Picture>> asked = new ArrayList<>();
        for (WardEntity.Occupant occupant : occupants) {
            asked.add(ports.patient(occupant.patient()).toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream()
                        .map(CompletableFuture::join)
                        .filter(picture -> picture.state().isAdmitted())
                        .toList());
    }

    private Route admit(Principal by) {
        return Body.read(
                body -> Requests.admission(body, by.subject(), clock.millis()),
                admission -> Calls.permitted(
                        by.mayPlacePatients(admission.command().ward()),
                        () -> Calls.answer(ports.command(admission.patient(), admission.command())
                                .thenApply(answer -> admitted(answer)))));
    }

    private static HttpResponse admitted(PatientEntity.Answer answer) {
        return Replies.of(
                answer,
                picture -> Replies.json(StatusCodes.CREATED, place(picture)),
                picture -> Replies.ok(place(picture)));
    }

    private Route state(Principal by, PatientId patient) {
        return calls.known(
                patient,
                by::mayView,
                picture -> Directives.complete(Replies.ok(to -> PatientJson.writeState(to, picture))
                        .addHeader(version(picture))));
    }

    private static ETag version(PatientEntity.Picture picture) {
        return ETag.create(
                EntityTag.create(String.valueOf(picture.state().limitsVersion()), false));
    }

    private Route setLimits(Principal by, PatientId patient) {
        return limitsAt(
                by,
                patient,
                version -> Body.read(
                        Requests::limits,
                        changes -> command(
                                patient,
                                new SetLimits(clock.millis(), by.subject(), version, changes),
                                PatientRoutes::limits)));
    }

    /** What is in force is right, though sites have set limits apart from each other. */
    private Route confirmLimits(Principal by, PatientId patient) {
        return limitsAt(
                by,
                patient,
                version -> command(
                        patient,
                        new ConfirmLimits(clock.millis(), by.subject(), version),
                        PatientRoutes::limits));
    }

    @FunctionalInterface
    private interface LimitsCall {
        Route at(@Nullable Long version);
    }

    /** With the version of the limits that the caller has seen, null if any will do. */
    private Route limitsAt(Principal by, PatientId patient, LimitsCall call) {
        return Directives.optionalHeaderValueByName(
                "If-Match",
                ifMatch -> calls.known(
                        patient, by::maySetLimits, _ -> limitsAt(ifMatch.orElse("*"), call)));
    }

    private static Route limitsAt(String ifMatch, LimitsCall call) {
        if (ifMatch.trim().equals("*")) {
            return call.at(null);
        }
        Long version = version(ifMatch);
        return version == null
                ? Calls.answer(Problem.stale("If-Match is no version of limits: read them again"))
                : call.at(version);
    }

    private static @Nullable Long version(String ifMatch) {
        String bare = ifMatch.trim().replaceAll("^\"|\"$", "");
        return bare.matches("[0-9]{1,18}") ? Long.valueOf(bare) : null;
    }

    private static HttpResponse limits(PatientEntity.Picture picture) {
        return Replies.ok(to -> PatientJson.writeLimits(
                        to, picture.state().limitsVersion(), picture.state().conditions()))
                .addHeader(version(picture));
    }

    private Route chart(Principal by, PatientId patient) {
        return calls.known(
                patient,
                by::mayChart,
                _ -> Body.read(
                        body -> Requests.chart(body, by.subject(), clock.millis()),
                        chart -> command(patient, chart, picture -> charted(patient, chart.at()))));
    }

    private static HttpResponse charted(PatientId patient, long at) {
        return Replies.json(StatusCodes.CREATED, to -> {
            to.writeStartObject();
            to.writeStringField("patient", patient.value());
            to.writeNumberField("at", at);
            to.writeEndObject();
        });
    }

    private Route transfer(Principal by, PatientId patient) {
        return calls.known(
                patient,
                by::mayPlacePatients,
                _ -> Body.read(
                        body -> Requests.transfer(body, by.subject(), clock.millis()),
                        transfer -> Calls.permitted(
                                by.mayPlacePatients(transfer.ward()),
                                () -> command(patient, transfer, this::placed))));
    }

    private Route discharge(Principal by, PatientId patient) {
        return calls.known(
                patient,
                by::mayPlacePatients,
                before -> Calls.answer(
                        ports.command(patient, new Discharge(clock.millis(), by.subject()))
                                .thenCompose(answer -> released(answer, before, by))));
    }

    /** The devices are nobody's after it; one that can't be told now finds out by itself. */
    private CompletionStage<HttpResponse> released(
            PatientEntity.Answer answer, PatientEntity.Picture before, Principal by) {
        HttpResponse response = Replies.of(answer, this::placed, this::placed);
        if (!response.status().isSuccess()) {
            return CompletableFuture.completedFuture(response);
        }
        List<CompletableFuture<?>> told = new ArrayList<>();
        for (DeviceMark mark : before.state().devices().attached()) {
            told.add(ports.assign(mark.device(), null, by.subject())
                    .toCompletableFuture()
                    .exceptionally(_ -> null));
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
                .thenApply(_ -> response);
    }

    private Route devices(Principal by) {
        return Directives.path(
                PathMatchers.segment().slash("devices").slash(PathMatchers.segment()),
                (patient, device) -> Calls.withPatient(
                        patient, p -> Calls.withDevice(device, d -> device(by, p, d))));
    }

    private Route device(Principal by, PatientId patient, DeviceId device) {
        return Directives.concat(
                Directives.put(() -> write(by, () -> attach(by, patient, device))),
                Directives.delete(() -> write(by, () -> detach(by, patient, device))));
    }

    private Route attach(Principal by, PatientId patient, DeviceId device) {
        return calls.known(
                patient,
                by::mayAssignDevices,
                _ -> Calls.answer(ports.assign(device, patient, by.subject())
                        .thenApply(PatientRoutes::assigned)));
    }

    private Route detach(Principal by, PatientId patient, DeviceId device) {
        return calls.known(
                patient,
                by::mayAssignDevices,
                picture -> Calls.answer(ports.serving(device).thenCompose(serving -> {
                    if (patient.equals(serving.patient())) {
                        return unassigned(device, by);
                    }
                    boolean hasIt = picture.state().devices().attached(device) != null;
                    return hasIt ? taken(patient, device, by) : notThere(device);
                })));
    }

    /** It was attached at another site: here it may be somebody else's, who keeps it. */
    private CompletionStage<HttpResponse> taken(PatientId patient, DeviceId device, Principal by) {
        Function<PatientEntity.Picture, HttpResponse> done =
                _ -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
        return ports.command(patient, new DetachDevice(clock.millis(), by.subject(), device))
                .thenApply(answer -> Replies.of(answer, done, done));
    }

    private CompletionStage<HttpResponse> unassigned(DeviceId device, Principal by) {
        return ports.assign(device, null, by.subject()).thenApply(PatientRoutes::assigned);
    }

    private static CompletionStage<HttpResponse> notThere(DeviceId device) {
        return CompletableFuture.completedFuture(
                Problem.notFound("device " + device + " is not this patient's").toResponse());
    }

    private static HttpResponse assigned(DeviceEntity.Assignment assignment) {
        return switch (assignment) {
            case DeviceEntity.Assigned _ ->
                HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
            case DeviceEntity.AssignRefused refused ->
                Replies.refusal(refused.reply()).toResponse();
            case DeviceEntity.AssignUnavailable e ->
                Problem.unavailable(e.why()).toResponse();
        };
    }

    private Route command(
            PatientId patient,
            PatientCommand.FromPerson command,
            Function<PatientEntity.Picture, HttpResponse> done) {
        return Calls.answer(ports.command(patient, command)
                .thenApply(answer -> Replies.of(answer, done, done)));
    }

    private HttpResponse placed(PatientEntity.Picture picture) {
        return Replies.ok(place(picture));
    }

    private static Wire.Body place(PatientEntity.Picture picture) {
        return to -> {
            Admission admission = picture.state().admission();
            to.writeStartObject();
            to.writeStringField("id", picture.patient().value());
            if (admission != null) {
                to.writeStringField("name", admission.name());
                to.writeStringField("ward", admission.ward().value());
                to.writeStringField("bed", admission.bed().value());
            }
            to.writeStringField("status", picture.state().isAdmitted() ? "admitted" : "discharged");
            to.writeEndObject();
        };
    }
}
