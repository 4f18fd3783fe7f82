package io.vigil.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.ops.load.Latencies;

import org.junit.jupiter.api.Test;

import java.util.List;

class DrillReportTest {

    private static final long MS = 1_000_000;

    @Test
    void theFiguresOfAllRunsAreTakenTogether() throws JsonProcessingException {
        DrillReport report =
                new DrillReport(DrillName.KILL_NODE, 7, List.of(run(0, 0, 0), run(0, 0, 0)));
        JsonNode json = new JsonMapper().readTree(report.json());

        assertThat(report.isClean()).isTrue();
        assertThat(json.path("fault").asText()).isEqualTo("kill-node");
        assertThat(json.path("runs").asInt()).isEqualTo(2);
        assertThat(json.path("offered").asInt()).isEqualTo(2000);
        assertThat(json.path("acked").asInt()).isEqualTo(2000);
        assertThat(json.path("alarmsExpected").asInt()).isEqualTo(60);
        assertThat(json.path("ackedLost").isInt()).isTrue();
        assertThat(json.path("missed").isInt()).isTrue();
        assertThat(json.path("doubled").isInt()).isTrue();
        assertThat(json.path("detectionP99Ms").asDouble()).isBetween(3.9, 4.1);
        assertThat(json.at("/detectionGapMs/max").asDouble()).isBetween(499.0, 501.0);
        assertThat(json.at("/writableGapMs/p50").asDouble()).isBetween(8999.0, 9010.0);
        assertThat(json.at("/writableGapMs/p99").isNumber()).isTrue();
        assertThat(json.at("/ackedAfterReturnMs/max").asDouble()).isBetween(1999.0, 2002.0);
    }

    @Test
    void oneBadRunMakesItUnclean() {
        assertThat(report(run(1, 0, 0)).isClean()).isFalse();
        assertThat(report(run(0, 1, 0)).isClean()).isFalse();
        assertThat(report(run(0, 0, 1)).isClean()).isFalse();
    }

    @Test
    void whatNeverHappenedIsBoundedByTheRuleOfThree() {
        assertThat(DrillReport.bound(0, 300)).isEqualTo("0 of 300 (at most 0.010 of all, at 95 %)");
        assertThat(DrillReport.bound(2, 300)).isEqualTo("2 of 300");
        assertThat(DrillReport.bound(0, 0)).isEqualTo("0 of 0");
        assertThat(report(run(0, 0, 0)).markdown())
                .contains("Runs with any of these: 0 of 1 (at most 1.0 of all, at 95 %)")
                .contains("Alarms missed: 0 of 30 (at most 0.10 of all, at 95 %)")
                .contains("| 1 | 1000 | 1000 | 0 | 30 | 0 | 0 | 500 | 9001 |");
    }

    @Test
    void whoeverMistypesADrillIsToldAllOfThem() {
        assertThat(DrillName.parse("duplicate-reorder")).isEqualTo(DrillName.DUPLICATE_REORDER);
        assertThatThrownBy(() -> DrillName.parse("kill-nodes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kill-node, kill-oldest, kill-cassandra-node");
    }

    private static DrillReport report(RunFigures... runs) {
        return new DrillReport(DrillName.PAUSE, 1, List.of(runs));
    }

    private static RunFigures run(long lost, long missed, long doubled) {
        return new RunFigures(
                1000,
                1000,
                lost,
                0,
                30,
                missed,
                doubled,
                0,
                times(4),
                times(500),
                times(300),
                times(9000),
                times(2000),
                60,
                List.of());
    }

    private static Latencies times(long ms) {
        Latencies times = new Latencies();
        times.record(ms * MS);
        return times;
    }
}
