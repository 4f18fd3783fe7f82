package io.vigil.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

class RecordingReaderTest {

    private static final String GOOD = """
        # vigil-recording 1
        # id: p-1
        # ward: icu-1
        # bed: 4
        # name: Demo Alder
        # profile: adult
        # origin: somewhere: with a colon
        # speed: 360
        # start: 60000
        # length: 180000
        t_ms,hr,spot.sbp,consciousness,oxygen,technical
        0,72,134,A,true,
        60000,73.5,,,,signal-poor|leads-off
        120000,,,V,false,
        """;

    @Test
    void readsHeaderAndRows() throws IOException {
        Recording recording = read(GOOD);

        assertThat(recording.id().value()).isEqualTo("p-1");
        assertThat(recording.origin()).isEqualTo("somewhere: with a colon");
        assertThat(recording.speed()).isEqualTo(360);
        assertThat(recording.startMs()).isEqualTo(60_000);
        assertThat(recording.rows()).hasSize(3);
        Recording.Row first = recording.rows().getFirst();
        assertThat(first.values().get(Vital.HR)).isEqualTo(72);
        assertThat(first.spot()).isEqualTo(Vital.SBP.bit());
        assertThat(first.charted().consciousness()).isEqualTo(Consciousness.A);
        assertThat(first.charted().oxygen()).isTrue();
        assertThat(recording.rows().get(1).technical()).containsOnly("signal-poor", "leads-off");
        assertThat(recording.rows().get(2).values().isEmpty()).isTrue();
    }

    @Test
    void readsGzipTheSame() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(GOOD.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(RecordingReader.read("x", new ByteArrayInputStream(packed.toByteArray())))
                .isEqualTo(read(GOOD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# vigil-recording 1|# something else|x:1: not a recording",
                "# bed: 4|# bet: 4|x:4: unknown header '# bet: 4'",
                "# bed: 4|# ward: 4|x:4: header 'ward' twice",
                "# id: p-1|# id: p 1|header 'id': patient id must match",
                "# profile: adult|# profile: old|header 'profile': unknown profile 'old'",
                "# speed: 360|# speed: 0|header 'speed': '0' is not above 0",
                "# start: 60000|# start: 120001|header 'start': '120001' is not from 0 to 120000",
                "# length: 180000|# length: 120000|header 'length': '120000' is not from 120001",
                "t_ms,hr|t_ms,hx|x:11: unknown column 'hx'",
                "t_ms,hr|time,hr|x:11: the first column must be 't_ms'",
                "spot.sbp|hr|x:11: column 'hr' twice",
                "0,72,134|0,720,134|x:12: hr 720 is not plausible",
                "0,72,134|0,NaN,134|x:12: hr NaN is not plausible",
                "0,72,134|0,134|x:12: 5 fields where the header names 6",
                "60000,73.5|0,73.5|x:13: t_ms 0 is not after the row before",
                "60000,73.5|60000,fast|x:13: 'fast' is no number",
                "V,false|W,false|x:14: 'W' is none of A C V P U",
                "V,false|V,no|x:14: 'no' is neither true nor false",
            })
    void saysWhichLineIsWrong(String part, String instead, String problem) {
        String text = GOOD.replaceFirst(java.util.regex.Pattern.quote(part), instead);

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(RecordingFormatException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aValueCanNotBeStreamedAndMeasuredOnce() {
        String text = GOOD.replace("t_ms,hr,spot.sbp", "t_ms,hr,spot.hr");

        assertThatThrownBy(() -> read(text))
                .hasMessageContaining("both streamed and measured once");
    }

    @Test
    void builtinHasThreeWardsOfRealPatients() throws IOException {
        List<Recording> builtin = RecordingReader.builtin();

        Map<String, Long> beds = builtin.stream()
                .collect(Collectors.groupingBy(r -> r.ward().value(), Collectors.counting()));
        assertThat(beds).containsOnlyKeys("icu-1", "icu-2", "step-1");
        assertThat(beds.values()).allMatch(count -> count >= 8);
        assertThat(builtin).extracting(Recording::id).doesNotHaveDuplicates();
        assertThat(builtin).extracting(Recording::origin).doesNotHaveDuplicates();
    }

    @Test
    void builtinBedsAreNeverSilentForLong() throws IOException {
        for (Recording recording : RecordingReader.builtin()) {
            Playback playback = new Playback(recording, 1);
            long lastMs = playback.dueMs();
            for (int i = 0; i < 2 * recording.rows().size(); i++) {
                playback.advance();
                assertThat(playback.dueMs() - lastMs).as(recording.id().value()).isLessThan(15_000);
                lastMs = playback.dueMs();
            }
        }
    }

    private static Recording read(String text) throws IOException {
        return RecordingReader.read(
                "x", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
