package io.vigil.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A comparison of speed is worth nothing where the answers differ: here they are the same. */
class PeersTest {

    private static final long BEGIN = 1_700_000_000_000L;
    private static final Topics TOPICS = Topics.of("test");

    /** The topology's test driver writes its store to disk after every sample: these are enough. */
    private static final List<String> DRIVEN =
            IntStream.range(0, 3).mapToObj(Courses::patient).toList();

    private static final List<Sample> SAMPLES = new ArrayList<>();
    private static Map<String, Episodes.Episode> vigils;

    @TempDir
    Path folder;

    @BeforeAll
    static void recordingsOfRealPatients() throws IOException {
        Courses courses = Courses.recorded();
        Episodes episodes = new Episodes();
        for (int patient = 0; patient < courses.recordings(); patient++) {
            List<Sample> own = new ArrayList<>();
            for (int second = 0; second < courses.seconds(patient); second++) {
                Sample sample = courses.sample(patient, second, BEGIN);
                if (sample != null) {
                    own.add(sample);
                }
            }
            decided(own, episodes);
            SAMPLES.addAll(own);
        }
        vigils = episodes.all();
    }

    @Test
    void theRecordingsHaveAlarmsOfWhichMostEnd() {
        assertThat(vigils).hasSizeGreaterThan(80);
        assertThat(vigils.values().stream().filter(alarm -> !Double.isNaN(alarm.ended())))
                .hasSizeGreaterThan(70);
    }

    @Test
    void whatIsForeseenIsWhatVigilDecides() {
        Reference reference = new Reference();
        Episodes foreseen = new Episodes();
        for (Sample sample : SAMPLES) {
            Verdict verdict = reference.judge(sample);
            if (verdict != null) {
                foreseen.take(verdict);
            }
        }

        assertThat(foreseen.all()).isEqualTo(vigils);
    }

    @Test
    void kafkaStreamsRaisesAndEndsTheSameAlarms() throws IOException {
        Episodes heard = new Episodes();
        try (TopologyTestDriver driver = new TopologyTestDriver(
                StreamsPeer.topology(TOPICS), StreamsPeer.settings("none:1", folder.toString()))) {
            TestInputTopic<String, byte[]> in = driver.createInputTopic(
                    TOPICS.samples(), new StringSerializer(), new ByteArraySerializer());
            TestOutputTopic<byte[], byte[]> out = driver.createOutputTopic(
                    TOPICS.alarms(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            SAMPLES.stream()
                    .filter(sample -> DRIVEN.contains(sample.patient()))
                    .forEach(sample -> in.pipeInput(sample.patient(), sample.bytes()));
            for (byte[] alarm : out.readValuesToList()) {
                heard.take(new JsonMapper().readTree(alarm));
            }
        }

        Map<String, Episodes.Episode> expected = new HashMap<>(vigils);
        expected.keySet().removeIf(id -> !DRIVEN.contains(id.substring(0, id.indexOf('.'))));
        assertThat(expected).hasSizeGreaterThanOrEqualTo(DRIVEN.size());
        assertThat(heard.all()).isEqualTo(expected);
    }

    @Test
    void flinkRaisesAndEndsTheSameAlarms() throws Exception {
        Episodes heard = new Episodes();
        StreamExecutionEnvironment flink = FlinkPeer.environment(folder);
        try (CloseableIterator<Verdict> alarms = FlinkPeer.watched(
                        flink.fromData(SAMPLES, TypeInformation.of(Sample.class)))
                .executeAndCollect()) {
            alarms.forEachRemaining(heard::take);
        }

        assertThat(heard.all()).isEqualTo(vigils);
    }

    /** By Vigil's whole patient: frames in, events out. */
    private static void decided(List<Sample> samples, Episodes episodes) {
        PatientId patient = new PatientId(samples.getFirst().patient());
        DeviceId device = new DeviceId("monitor");
        PatientState state = PatientState.unknown(patient);
        state = evolve(
                state,
                new PatientCommand.Admit(
                        BEGIN,
                        "lead",
                        "Nobody",
                        new WardId("w"),
                        new BedId("1"),
                        Profile.ADULT,
                        1));
        state = evolve(state, new PatientCommand.AttachDevice(BEGIN, "lead", device, 1, 0));
        long seq = 0;
        for (Sample sample : samples) {
            seq++;
            Decision decision = Patient.decide(
                    state,
                    new PatientCommand.Observe(
                            device,
                            1,
                            seq,
                            sample.at(),
                            Values.of(Vital.HR, sample.value()),
                            0,
                            Charted.NONE,
                            sample.at()));
            state = Patient.evolve(state, decision.events());
            decision.events().forEach(event -> take(event, sample, episodes));
        }
    }

    private static PatientState evolve(PatientState state, PatientCommand command) {
        return Patient.evolve(state, Patient.decide(state, command).events());
    }

    private static void take(PatientEvent event, Sample sample, Episodes episodes) {
        if (event instanceof PatientEvent.AlarmRaised raised
                && raised.condition().equals(Limit.NAME)) {
            episodes.take(new Verdict(
                    sample.patient(),
                    Limit.NAME,
                    raised.onset(),
                    true,
                    raised.at(),
                    raised.value()));
        } else if (event instanceof PatientEvent.AlarmEnded ended
                && ended.id().value().contains("." + Limit.NAME + ".")) {
            String id = ended.id().value();
            long onset = Long.parseLong(id.substring(id.lastIndexOf('.') + 1), 36);
            episodes.take(new Verdict(
                    sample.patient(), Limit.NAME, onset, false, ended.at(), sample.value()));
        }
    }
}
