package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.patient.PatientEvent.Observed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        assertThat(line.filePerSample()).isBetween(line.encodedPerSample() / 2, 4.0);
    }
}
