package io.vigil.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.Given;
import io.vigil.core.patient.PatientState;
import io.vigil.core.score.News2.Part;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The 72 boundary cases of the RCP 2017 table, each through a frame of a patient. */
class News2VectorsTest {

    private static final DeviceId MONITOR = new DeviceId("monitor");

    static Stream<String> vectors() throws IOException {
        try (InputStream file =
                News2VectorsTest.class.getResourceAsStream("/score/news2_boundaries.csv")) {
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines).hasSize(73);
            return lines.stream().skip(1);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void scoresAsTheTableSays(String line) {
        String[] cells = line.replaceAll("\"[^\"]*\"", "quoted").split(",", -1);
        int scale = Integer.parseInt(cells[3]);
        Values values = Values.of(Vital.HR, Double.parseDouble(cells[6]))
                .with(Vital.SPO2, Double.parseDouble(cells[2]))
                .with(Vital.RR, Double.parseDouble(cells[1]))
                .with(Vital.SBP, Double.parseDouble(cells[5]))
                .with(Vital.TEMP, Double.parseDouble(cells[8]));
        Charted charted = new Charted(Consciousness.byCode(cells[7]), cells[4].equals("1"));

        PatientState state = Given.admitted(scale)
                .attached(MONITOR)
                .frame(MONITOR, 1000, values, 0, charted)
                .state();

        News2 score = state.news2();
        assertThat(score.complete()).isTrue();
        Part[] order = {
            Part.RR, Part.SPO2, Part.OXYGEN, Part.SBP, Part.PULSE, Part.CONSCIOUSNESS, Part.TEMP
        };
        for (int i = 0; i < order.length; i++) {
            assertThat(score.points(order[i])).as(order[i].code()).isEqualTo(parsed(cells[9 + i]));
        }
        assertThat(score.score()).isEqualTo(parsed(cells[16]));
    }

    private static int parsed(String cell) {
        return Integer.parseInt(cell);
    }
}
