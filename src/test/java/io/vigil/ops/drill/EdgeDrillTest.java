package io.vigil.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.ChildJvm;
import io.vigil.OwnServers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Two boxes and a centre as processes on a real stack: the link is cut, both sides decide, it comes
 * back, and a box is killed as it catches up. Every patient's state and history must then be the same
 * on both sides, sample by sample.
 */
@OwnServers
class EdgeDrillTest {

    private static final int CUT_SECONDS = 6;

    @TempDir
    private static Path folder;

    @Test
    void sitesAgreeAgainThoughABoxDiesAsItCatchesUp() throws Exception {
        SitePlan plan = new SitePlan(folder, DrillTest.LIBRARY, ChildJvm.vigil(List.of()));
        try (DrillSite site = plan.up(DrillName.EDGE_KILL, System.out::println);
                Drill drill = Drill.open(site, System.out::println)) {
            DrillReport report = drill.run(
                    DrillName.EDGE_KILL,
                    1,
                    CUT_SECONDS,
                    ThreadLocalRandom.current().nextInt(1_000_000));

            assertThat(report.alarmsExpected()).isPositive();
            assertThat(report.ackedLost()).as(report.json()).isZero();
            assertThat(report.missed()).as(report.json()).isZero();
            assertThat(report.doubled()).as(report.json()).isZero();
            assertThat(report.isClean()).as(report.json()).isTrue();
        }
    }
}
