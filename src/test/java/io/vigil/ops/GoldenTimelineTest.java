package io.vigil.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.Playback;
import io.vigil.ops.replay.Recording;
import io.vigil.ops.replay.RecordingReader;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Two days in an ICU, played in eight minutes: frames in, the alarms' timeline out, every
 * transition as checked in. Whoever changes a rule sees here what it changes at a bedside.
 *
 * <p>To accept a new timeline: {@code mvn test -Dtest=GoldenTimelineTest -Dgolden.write=true}, then
 * read the difference.
 */
class GoldenTimelineTest {

    private static final String RECORDING = "/recordings/icu-stay.csv";
    private static final Path GOLDEN = Path.of("src/test/resources/recordings/icu-stay.alarms.txt");
    private static final long BEGIN = 1_700_000_000_000L;

    /** A nurse acknowledges each alarm of high priority this long after it was raised. */
    private static final long SEEN_AFTER_MS = 20_000;

    private final List<String> timeline = new ArrayList<>();
    private final Map<AlarmId, Alarm> alarms = new HashMap<>();

    @Test
    void theTimelineIsTheOneCheckedIn() throws IOException {
        String text = String.join("\n", timeline(recording())) + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, text);
        }

        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    private static Recording recording() throws IOException {
        try (InputStream in = GoldenTimelineTest.class.getResourceAsStream(RECORDING)) {
            return RecordingReader.read(RECORDING, Objects.requireNonNull(in));
        }
    }

    private List<String> timeline(Recording recording) {
        timeline.add("# " + recording.origin() + ", " + recording.rows().size() + " frames");
        timeline.add("# time in s, condition, priority, what happened, onset in s, value, limit");
        Bedside bedside = new Bedside(recording.id(), recording.profile(), BEGIN, this::take);
        Playback playback = new Playback(recording, 1);
        for (int row = 0; row < recording.rows().size(); row++) {
            long at = BEGIN + playback.dueMs();
            acknowledge(bedside, at);
            for (Frame frame : playback.frames(at)) {
                observe(bedside, frame);
            }
            playback.advance();
        }
        long end = BEGIN + Math.round(recording.lengthMs() / recording.speed());
        bedside.pass(end);
        return timeline;
    }

    private static void observe(Bedside bedside, Frame frame) {
        switch (frame) {
            case Frame.Observation(var at, var values, var spot, var charted) ->
                bedside.observe(at, values, spot, charted);
            case Frame.Technical(var at, var condition, var active) ->
                bedside.report(at, condition, active);
        }
    }

    /** What a nurse did since the last frame. */
    private void acknowledge(Bedside bedside, long until) {
        for (Alarm alarm : bedside.state().openAlarms()) {
            long at = alarm.raised() + SEEN_AFTER_MS;
            if (alarm.priority() == Priority.HIGH && !alarm.isSeen() && at <= until) {
                bedside.pass(at);
                bedside.decide(
                        new PatientCommand.Acknowledge(at, "nurse", alarm.id(), Priority.HIGH));
            }
        }
    }

    private void take(PatientEvent event) {
        AlarmId subject = AlarmHistory.subject(event);
        if (subject == null) {
            return;
        }
        Alarm after = Objects.requireNonNull(AlarmHistory.after(alarms.get(subject), event));
        alarms.put(subject, after);
        timeline.add(String.format(
                Locale.ROOT,
                "%7.3f %-16s %-6s %-12s %7.3f %s %s",
                seconds(event.at()),
                after.condition(),
                after.priority().code(),
                what(event, after),
                seconds(after.onset()),
                number(after.value()),
                number(after.limit())));
    }

    private static String what(PatientEvent event, Alarm after) {
        return event instanceof PatientEvent.AlarmRaised
                ? "raised"
                : after.state().code();
    }

    private static double seconds(long at) {
        return (at - BEGIN) / 1_000.0;
    }

    private static String number(Double value) {
        return value == null ? "-" : String.valueOf(value);
    }
}
