package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.OwnServers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@OwnServers
class HistoryReportCommandTest {

    @TempDir
    Path folder;

    /** That every value is told, the run itself checks. */
    @Test
    void anHourIsWrittenAndTold() throws Exception {
        JsonNode json = new MeasuringCommand(folder)
                .figures(
                        "history-report",
                        "--jvm=-XX:TieredStopAtLevel=1",
                        "--hours=1",
                        "--points=60",
                        "--calls=3");

        assertThat(json.get("rows").asInt()).isEqualTo(3600);
        assertThat(json.get("values").asInt()).isEqualTo(3600 * 9);
        assertThat(json.get("firstMs").asDouble()).isPositive();
        assertThat(json.get("againMs").get("count").asInt()).isEqualTo(3);
    }

    @Test
    void aDayHasHours() {
        MeasuringCommand vigil = new MeasuringCommand(folder);

        assertThat(vigil.exit("history-report", "--hours=0")).isEqualTo(2);
        assertThat(vigil.complaint()).contains("--hours must be from 1 to 168, not 0");
    }
}
