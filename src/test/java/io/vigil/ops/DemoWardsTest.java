package io.vigil.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.Playback;
import io.vigil.ops.replay.Recording;
import io.vigil.ops.replay.RecordingReader;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a person who starts the demo gets to see: alarms soon, and calm beds most of the time. */
class DemoWardsTest {

    private static final long BEGIN = 1_700_000_000_000L;
    private static final int FIVE_MINUTES_S = 300;

    /** A demo bed, played so far. */
    private static final class Bed {
        private final Bedside bedside;
        private final Playback playback;

        Bed(Recording recording) {
            bedside = new Bedside(recording.id(), recording.profile(), BEGIN, event -> {});
            playback = new Playback(recording, 1);
        }

        void playUntil(long untilMs) {
            while (playback.dueMs() <= untilMs) {
                playback.frames(BEGIN + playback.dueMs()).forEach(this::send);
                playback.advance();
            }
            bedside.pass(BEGIN + untilMs);
        }

        private void send(Frame frame) {
            switch (frame) {
                case Frame.Observation(var at, var values, var spot, var charted) ->
                    bedside.observe(at, values, spot, charted);
                case Frame.Technical(var at, var condition, var active) ->
                    bedside.report(at, condition, active);
            }
        }

        boolean hasAlarm(Priority least) {
            return bedside.state().openAlarms().stream()
                    .filter(alarm -> alarm.ended() == null)
                    .map(Alarm::priority)
                    .anyMatch(priority -> !priority.isBelow(least));
        }
    }

    @Test
    void alarmsComeWithinHalfAMinuteAndMostBedsAreCalmAtAnyTime() throws IOException {
        List<Bed> beds = new ArrayList<>();
        for (Recording recording : RecordingReader.builtin()) {
            beds.add(new Bed(recording));
        }
        for (int second = 0; second <= FIVE_MINUTES_S; second++) {
            long untilMs = second * 1_000L;
            beds.forEach(bed -> bed.playUntil(untilMs));
            if (second == 30) {
                assertThat(count(beds, Priority.HIGH)).isGreaterThanOrEqualTo(1);
                assertThat(count(beds, Priority.MEDIUM)).isGreaterThanOrEqualTo(3);
            }
            assertThat(count(beds, Priority.LOW)).as("second %d", second).isLessThan(12);
        }
    }

    private static long count(List<Bed> beds, Priority least) {
        return beds.stream().filter(bed -> bed.hasAlarm(least)).count();
    }
}
