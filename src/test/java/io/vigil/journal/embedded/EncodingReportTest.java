package io.vigil.journal.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.patient.PatientEvent.Observed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

class EncodingReportTest {

    @TempDir
    private Path folder;

    @Test
    void aSampleTakesAtMostFourBytesOfTheFileInRowsOfThirtyFrames() throws Exception {
        StringBuilder csv = new StringBuilder("case,t_s,hr_bpm,rhythm\n");
        for (int bed = 0; bed < 20; bed++) {
            for (int second = 0; second < 1000; second++) {
                int hr = 75 + (int) (8 * Math.sin(second / 20.0) + second * 31 % 3);
                csv.append(bed)
                        .append(',')
                        .append(second)
                        .append(',')
                        .append(hr)
                        .append(",N\n");
            }
        }
        Path file = Files.writeString(folder.resolve("hr.csv"), csv);

        List<List<Observed>> series = RecordedSeries.read(file);
        EncodingReport.Line line = EncodingReport.measure(series, 30);

        assertThat(series).hasSize(20);
        assertThat(line.samples()).isEqualTo(20_000);
        assertThat(line.filePerSample()).isBetween(line.encodedPerSample() / 10, 4.0);
    }

    /** A row a frame is what the server writes of a quiet bed. */
    @Test
    void aSampleTakesAtMostFourBytesOfTheFileOnceItsRowsArePacked() throws Exception {
        assertPacked(RecordedSeries.read(heartRates()));
        assertPacked(RecordedSeries.read(resource("/recordings/pap-1hz.csv.gz")));
    }

    private static void assertPacked(List<List<Observed>> series) throws Exception {
        List<List<Observed>> ward = series.subList(0, Math.min(series.size(), 24));
        EncodingReport.Line before = EncodingReport.measure(ward, 1);
        EncodingReport.Line packed = EncodingReport.measurePacked(ward);

        assertThat(packed.samples()).isGreaterThan(20_000);
        assertThat(packed.rows()).isLessThan(packed.samples() / 40);
        assertThat(before.filePerSample()).isGreaterThan(packed.filePerSample());
        assertThat(packed.filePerSample()).isBetween(packed.encodedPerSample() / 10, 4.0);
    }

    /** The run-length coded heart rates of the arrhythmia recordings, a line a second again. */
    private Path heartRates() throws Exception {
        StringBuilder csv = new StringBuilder("case,t_s,hr_bpm\n");
        try (InputStream in = Files.newInputStream(resource("/recordings/arrhythmia.txt.gz"))) {
            String text =
                    new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
            String id = "";
            for (String line : text.lines().toList()) {
                if (line.startsWith("case ")) {
                    id = line.substring(5);
                } else if (line.startsWith("hr ")) {
                    addSeconds(csv, id, line.substring(3).split(" "));
                }
            }
        }
        return Files.writeString(folder.resolve("heart-rates.csv"), csv);
    }

    /** {@code 72x3} is three seconds of 72, {@code -} one without a value. */
    private static void addSeconds(StringBuilder csv, String id, String[] runs) {
        int second = 0;
        for (String run : runs) {
            String[] parts = run.split("x");
            int times = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            String rate = parts[0].equals("-") ? "" : parts[0];
            for (int i = 0; i < times; i++, second++) {
                csv.append(id)
                        .append(',')
                        .append(second)
                        .append(',')
                        .append(rate)
                        .append('\n');
            }
        }
    }

    private static Path resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(EncodingReportTest.class.getResource(name))
                .toURI());
    }
}
