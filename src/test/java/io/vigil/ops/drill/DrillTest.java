package io.vigil.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.ChildJvm;
import io.vigil.OwnServers;
import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.Stack;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The four most telling faults, once each: a real stack, three real nodes, sixty patients. What is
 * measured here says nothing of a quiet machine, and so is only printed.
 */
@OwnServers
class DrillTest {

    static final Path LIBRARY = Path.of("target", "stack").toAbsolutePath();

    @TempDir
    private static Path folder;

    private static SitePlan plan;
    private static DrillSite site;
    private static Drill drill;

    @BeforeAll
    static void start() throws Exception {
        plan = new SitePlan(folder, LIBRARY, ChildJvm.vigil(List.of()));
        site = plan.up(DrillName.KILL_NODE, System.out::println);
        drill = Drill.open(site, System.out::println);
    }

    @AfterAll
    static void stop() {
        if (drill != null) {
            drill.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"KILL_NODE, 2", "KILL_CASSANDRA, 5", "PAUSE, 5", "ROLLING_RESTART, 0"})
    void nothingIsLostMissedOrDoubled(DrillName fault, int seconds) throws Exception {
        DrillReport report =
                drill.runOn(fault, seconds, ThreadLocalRandom.current().nextInt(1_000_000));

        assertThat(report.alarmsExpected()).isPositive();
        assertThat(report.ackedLost()).as("acked and lost: %s", report.json()).isZero();
        assertThat(report.missed()).as("alarms missed: %s", report.json()).isZero();
        assertThat(report.doubled()).as("alarms doubled: %s", report.json()).isZero();
        assertThat(report.isClean()).as(report.json()).isTrue();
    }

    /** Beside the other drills, which need no Redis. */
    @Test
    void whatRunsAlreadyIsUsedAndRunsAfterwards() throws Exception {
        try (DrillSite given = plan.open(DrillName.KILL_REDIS, System.out::println)) {
            given.kill("redis");
        }

        assertThat(Stack.status(folder)).allMatch(Stack.Line::isRunning);
        assertThat(Cluster.status(folder)).allMatch(Stack.Line::isRunning);
    }

    @ParameterizedTest
    @CsvSource({"PARTITION, of its own", "KILL_KAFKA_LEADER, a stack of 3 nodes"})
    void whatDoesNotFitTheFaultIsNotUsed(DrillName fault, String why) {
        assertThatThrownBy(() -> plan.open(fault, System.out::println))
                .isInstanceOf(DrillException.class)
                .hasMessageContaining(why);
    }
}
