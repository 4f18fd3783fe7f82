package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Gen;
import io.vigil.core.PatientId;
import io.vigil.core.patient.AlarmContext;
import io.vigil.core.patient.PatientEvent;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

class FeedCursorTest {

    private static final int HISTORIES = 200;
    private static final int ROWS = 40;

    @Test
    void whoReadsFromTheBaseKnowsTheAlarmsAsWhoReadsFromTheBeginning() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int history = 0; history < HISTORIES; history++) {
            follow(random);
        }
    }

    private static void follow(RandomGenerator random) {
        Recorded recorded = Recorded.unknown(new PatientId("p-17"));
        List<Batch> rows = new ArrayList<>();
        long published = 0;
        for (int row = 1; row <= ROWS; row++) {
            boolean moves = random.nextInt(4) == 0;
            published = moves ? random.nextLong(published, row) : published;
            List<PatientEvent> events = BatchGen.BATCH.next(random).events();
            rows.add(new Batch(row, published, events));
            recorded = recorded.with(rows.getLast());

            FeedCursor feed = recorded.feed();
            assertThat(feed.through()).isEqualTo(published);
            assertThat(feed.base().row()).isLessThanOrEqualTo(published);
            AlarmContext context = feed.base().context();
            for (Batch batch : rows.subList((int) feed.base().row(), rows.size())) {
                for (PatientEvent event : batch.events()) {
                    context = context.after(event);
                }
            }
            assertThat(context).isEqualTo(AlarmContext.of(recorded.patient()));
        }
    }

    @Test
    void anOldCursorNeverMovesBack() {
        Recorded recorded = Recorded.unknown(new PatientId("p-17"));
        for (long row = 1; row <= 4; row++) {
            recorded = recorded.with(new Batch(row, row == 3 ? 2 : 0, List.of()));
        }
        assertThat(recorded.feed().through()).isEqualTo(2);
    }

    @Test
    void theBaseFollowsTheCursorOnceItHasPassedTheNextPoint() {
        Recorded recorded = Recorded.unknown(new PatientId("p-17"));
        for (long row = 1; row <= 100; row++) {
            recorded = recorded.with(new Batch(row, row - 1, List.of()));
        }
        assertThat(recorded.feed().base().row()).isGreaterThan(95);
    }
}
