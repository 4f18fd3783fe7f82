package io.vigil.app;

import io.vigil.api.Bearer;
import io.vigil.api.ClosableSockets;
import io.vigil.api.ContractRoutes;
import io.vigil.api.PageRoutes;
import io.vigil.api.ProblemHandlers;
import io.vigil.api.rest.Acknowledging;
import io.vigil.api.rest.HistoryRoutes;
import io.vigil.api.rest.Replies;
import io.vigil.api.rest.RestRoutes;
import io.vigil.api.stream.Acknowledgements;
import io.vigil.api.stream.AlarmStreamRoutes;
import io.vigil.api.stream.StreamPorts;
import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.ingest.DeviceSession;
import io.vigil.ingest.DeviceStreamRoutes;
import io.vigil.ingest.DeviceStreams;
import io.vigil.journal.HistoryReader;
import io.vigil.patient.PatientEntity;
import io.vigil.patient.PatientHistory;
import io.vigil.security.Access;
import io.vigil.security.Principal;
import io.vigil.security.TokenVerifier;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.Watching;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.Materializer;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The one HTTP server's routes: streams, REST, the contract and the page. */
final class HttpApi {

    private HttpApi() {}

    static Route routes(
            ActorSystem<?> system,
            Entities entities,
            Watching watching,
            HistoryReader journal,
            TokenVerifier verifier,
            Supplier<@Nullable String> refusal,
            Metrics metrics,
            InstantSource clock,
            String site) {
        Bearer bearer = new Bearer(verifier);
        Acknowledging acknowledging = new Acknowledging(entities, clock);
        DeviceStreams devices = new DeviceStreams(
                system,
                new DeviceSession.Ports(
                        (device, command) -> entities.deviceRef(device).tell(command),
                        (patient, command) -> entities.patientRef(patient).tell(command),
                        clock::millis,
                        watching,
                        refusal,
                        metrics));
        StreamPorts screens = new StreamPorts(
                (ward, command) -> entities.wardRef(ward).tell(command),
                (ward, alarm, seen, by) -> acknowledge(acknowledging, ward, alarm, seen, by),
                watching,
                metrics,
                clock);
        return ProblemHandlers.seal(Directives.concat(
                DeviceStreamRoutes.create(
                        new DeviceGate(bearer, new ClosableSockets(system), clock), devices),
                new AlarmStreamRoutes(system, bearer, screens).routes(),
                new RestRoutes(
                                bearer,
                                entities,
                                history(system, entities, journal, site),
                                acknowledging,
                                clock)
                        .create(),
                ContractRoutes.create(bearer),
                PageRoutes.create()));
    }

    private static HistoryRoutes history(
            ActorSystem<?> system, Entities entities, HistoryReader journal, String site) {
        PatientHistory history = new PatientHistory(
                entities::rows, journal::batches, Materializer.createMaterializer(system));
        return new HistoryRoutes(entities, history, site);
    }

    private static CompletionStage<Acknowledgements.Outcome> acknowledge(
            Acknowledging acknowledging, WardId ward, AlarmId alarm, Priority seen, Principal by) {
        return acknowledging.owner(alarm).thenCompose(owner -> {
            Optional<String> refusal = refusal(owner, alarm, ward, by);
            return refusal.isPresent()
                    ? CompletableFuture.completedFuture(
                            new Acknowledgements.Outcome.Refused(refusal.get()))
                    : acknowledging
                            .acknowledge(owner.orElseThrow(), seen, by.subject())
                            .thenApply(outcome -> outcome(outcome.answer()));
        });
    }

    /** A stream of one ward acknowledges the alarms of that ward. */
    private static Optional<String> refusal(
            Optional<Acknowledging.Owner> owner, AlarmId alarm, WardId ward, Principal by) {
        if (owner.isEmpty() || !owner.get().ward().equals(ward)) {
            return Optional.of("no open alarm " + alarm + " in ward " + ward);
        }
        return by.mayAcknowledge(ward) instanceof Access.Denied denied
                ? Optional.of(denied.reason())
                : Optional.empty();
    }

    private static Acknowledgements.Outcome outcome(PatientEntity.Answer answer) {
        return Replies.refusal(answer)
                .<Acknowledgements.Outcome>map(
                        problem -> new Acknowledgements.Outcome.Refused(problem.detail()))
                .orElseGet(Acknowledgements.Outcome.Done::new);
    }
}
