package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;

import io.vigil.patient.DeviceSettings;
import io.vigil.patient.PatientSettings;
import io.vigil.ward.WardSettings;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Whoever waits outside waits longer than who is inside, so that the inner reason comes out. */
class TimeoutsTest {

    private final Config config = Settings.standalone(
                    new HostPort("127.0.0.1", 0),
                    new HostPort("127.0.0.1", 0),
                    java.nio.file.Path.of("data"))
            .config();
    private final Duration ask = config.getDuration("vigil.ask-timeout");

    @Test
    void aCallOutlastsAPatientsWriteAndItsWard() {
        PatientSettings patient = PatientSettings.defaults("central");

        assertThat(ask).isGreaterThan(patient.answerTimeout().plus(patient.wardTimeout()));
        assertThat(ask).isGreaterThan(WardSettings.STANDARD.gathering());
    }

    @Test
    void anAssignmentsCallOutlastsTheDevice() {
        assertThat(Entities.assignTimeout(ask))
                .isGreaterThan(DeviceSettings.defaults().answerTimeout());
    }

    @Test
    void aRequestOutlastsTheCallsThatItMakes() {
        Duration request = config.getDuration("pekko.http.server.request-timeout");

        assertThat(request).isGreaterThan(ask.plus(Entities.assignTimeout(ask)));
        assertThat(request).isLessThan(config.getDuration("pekko.http.server.idle-timeout"));
    }
}
