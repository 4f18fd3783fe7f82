package io.vigil.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.api.ProblemHandlers;
import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.journal.JournalUnavailableException;
import io.vigil.patient.PatientEntity;
import io.vigil.patient.PatientHistory;
import io.vigil.security.Principal;
import io.vigil.security.Role;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.pattern.AskTimeoutException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A history that can't be told now is no fault of the server. */
class HistoryRoutesTest {

    private static final PatientId ID = new PatientId("p-1");
    private static final PatientEntity.Rows ROWS = new PatientEntity.Rows("patient|p-1", 1, 5);

    private static final ActorSystem SYSTEM = ActorSystem.create("history-routes");

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p-1/vitals", "/p-1/vitals?step=1000", "/p-1/alarms"})
    void aJournalThatCannotBeReadAndAPatientThatIsBusyAre503(String path) throws Exception {
        assertThat(status(path, rows(CompletableFuture.completedFuture(ROWS)))).isEqualTo(503);
        assertThat(status(path, rows(CompletableFuture.failedFuture(new AskTimeoutException("")))))
                .isEqualTo(503);
    }

    /** Of a journal that can't be read, and of rows that may not be found. */
    private static PatientHistory rows(CompletionStage<PatientEntity.Rows> found) {
        return new PatientHistory(
                (_, _, _) -> found,
                (_, _, _) ->
                        Source.failed(new JournalUnavailableException(new IOException("away"))),
                Materializer.createMaterializer(SYSTEM));
    }

    private static int status(String path, PatientHistory history) throws Exception {
        Principal nurse = Principal.person("nurse", Role.VIEWER, Set.of());
        HttpResponse response = new HistoryRoutes(ports(), history, "central")
                .create(nurse)
                .seal(ProblemHandlers.rejections(), ProblemHandlers.failures())
                .function(SYSTEM)
                .apply(HttpRequest.GET(path))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return response.status().intValue();
    }

    private static RestPorts ports() {
        PatientState state = Patient.evolve(
                PatientState.unknown(ID),
                List.of(new Admitted(
                        1, "lead", "Ann", new WardId("icu-1"), new BedId("4"), Profile.ADULT, 1)));
        PatientEntity.Picture picture =
                new PatientEntity.Picture(ID, state, List.of(), null, Devices.NONE, List.of());
        return (RestPorts) Proxy.newProxyInstance(
                RestPorts.class.getClassLoader(),
                new Class<?>[] {RestPorts.class},
                (_, method, _) -> CompletableFuture.completedFuture(
                        method.getName().equals("rows") ? ROWS : picture));
    }
}
