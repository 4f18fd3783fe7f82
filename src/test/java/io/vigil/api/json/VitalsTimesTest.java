package io.vigil.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.PatientId;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientVitals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringWriter;

class VitalsTimesTest {

    private static final PatientId PATIENT = new PatientId("p-17");
    private static final long NOW = 1_764_000_010_000L;
    private static final Values VALUES = Values.of(Vital.HR, 72).with(Vital.TEMP, 36.6);

    @Test
    void aScreenLearnsWhenEachValueWasMeasured() throws IOException {
        Values times = Values.of(Vital.HR, NOW).with(Vital.TEMP, NOW - 3_600_000);
        assertThat(written(new PatientVitals(PATIENT, NOW, VALUES, times, News2.NONE)))
                .contains("\"times\":{\"hr\":1764000010000,\"temp\":1763996410000}");
    }

    @Test
    void nothingIsAddedWhenAllAreOfOneTime() throws IOException {
        assertThat(written(new PatientVitals(PATIENT, NOW, VALUES, News2.NONE)))
                .contains("\"at\":1764000010000")
                .doesNotContain("times");
    }

    @Test
    void aValueWithoutATimeIsABug() {
        Values times = Values.of(Vital.HR, NOW);
        assertThatThrownBy(() -> new PatientVitals(PATIENT, NOW, VALUES, times, News2.NONE))
                .hasMessageContaining("a time for each value");
    }

    private static String written(PatientVitals vitals) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            StreamJson.vitals(vitals).write(to);
        }
        return text.toString();
    }
}
