package io.vigil.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class PlaybackTest {

    private static final Recording RECORDING = new Recording(
            new PatientId("p"),
            new WardId("w"),
            new BedId("1"),
            "Demo",
            Profile.ADULT,
            "test",
            10,
            2_000,
            10_000,
            List.of(
                    row(0, 60, Set.of()),
                    row(1_000, 61, Set.of()),
                    row(3_000, 62, Set.of("signal-poor")),
                    new Recording.Row(4_000, Values.NONE, 0, Charted.NONE, Set.of("signal-poor")),
                    row(6_000, 64, Set.of())));

    @Test
    void playsFromTheStartRoundAndRoundAtBothSpeeds() {
        Playback playback = new Playback(RECORDING, 2);
        long[] due = new long[8];
        for (int i = 0; i < due.length; i++) {
            due[i] = playback.dueMs();
            playback.advance();
        }

        assertThat(due).containsExactly(50, 100, 200, 400, 450, 550, 600, 700);
    }

    @Test
    void saysWhenAConditionBeginsAndEnds() {
        Playback playback = new Playback(RECORDING, 1);

        assertThat(playback.frames(7))
                .containsExactly(
                        new Frame.Technical(7, "signal-poor", true),
                        new Frame.Observation(7, Values.of(Vital.HR, 62), 0, Charted.NONE));
        playback.advance();
        assertThat(playback.frames(8)).isEmpty();
        playback.advance();
        assertThat(playback.frames(9))
                .containsExactly(
                        new Frame.Technical(9, "signal-poor", false),
                        new Frame.Observation(9, Values.of(Vital.HR, 64), 0, Charted.NONE));
    }

    private static Recording.Row row(long timeMs, double hr, Set<String> technical) {
        return new Recording.Row(timeMs, Values.of(Vital.HR, hr), 0, Charted.NONE, technical);
    }
}
