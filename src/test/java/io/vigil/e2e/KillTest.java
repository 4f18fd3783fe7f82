package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.OwnServers;
import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.alarm.Priority;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.Recording;
import io.vigil.ops.replay.RecordingReader;
import io.vigil.security.Principal;
import io.vigil.security.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * The promise of the whole thing: what was acked is never lost, nothing is doubled, and every
 * alarm of an uninterrupted run is there once, under the same id, however often the server dies.
 */
@OwnServers
class KillTest {

    private static final String WARD = "icu-1";
    private static final int KILLS = 20;
    private static final Duration END_BOUND = Duration.ofMinutes(2);
    private static final long FRAME_GAP_NANOS = 15_000_000;

    private final List<Bedside> beds = new ArrayList<>();
    private final List<DeviceLink> links = new ArrayList<>();
    private volatile boolean over;

    @TempDir
    Path folder;

    @Test
    void twentyKillsLoseNothingAndDoubleNothing() throws Exception {
        RandomGenerator random = Gen.random(Gen.seed());
        try (ServerProcess server = ServerProcess.start(folder)) {
            try {
                survives(server, random);
            } catch (Throwable e) {
                System.out.println(server.tail());
                throw e;
            } finally {
                over = true;
                links.forEach(DeviceLink::close);
            }
        }
    }

    private void survives(ServerProcess server, RandomGenerator random) throws Exception {
        Rest rest = new Rest(server.http(), server.token(Role.LEAD));
        setUp(server, rest, random);
        try (AlarmScreen screen = new AlarmScreen(server.http(), server.token(Role.VIEWER), WARD)) {
            Thread.ofVirtual().name("beds").start(this::stream);
            for (int kill = 1; kill <= KILLS; kill++) {
                killOnce(server, rest, random, kill);
            }
            await().atMost(END_BOUND).until(() -> beds.stream().allMatch(Bedside::isThrough));
            for (Bedside bed : beds) {
                assertThat(bed.device().awaitAcked(END_BOUND)).isTrue();
                bed.assertHistory(rest, bed.script().frames().size());
                assertAlarms(rest, bed.script());
            }
            assertShown(screen);
        }
    }

    private void setUp(ServerProcess server, Rest rest, RandomGenerator random) throws Exception {
        long from = System.currentTimeMillis() - Duration.ofDays(60).toMillis();
        List<Recording> recordings = RecordingReader.builtin();
        bed(rest, Script.invented("p-1", "alone-1", from, 1500, random), server, Format.JSON);
        bed(rest, Script.of(recordings.get(0), "p-2", "alone-2", from, 500), server, Format.CBOR);
        String gateway = server.token(Principal.gateway("gateway", "gw-"));
        DeviceLink link =
                DeviceLink.connect(server.http(), gateway, Format.JSON, LinkListener.SILENT);
        links.add(link);
        bed(rest, Script.invented("p-3", "gw-3", from, 1500, random), link);
        bed(rest, Script.invented("p-4", "gw-4", from, 1500, random), link);
        Recording last = recordings.getLast();
        bed(rest, Script.of(last, "p-5", "gw-5", from, 500), link);
    }

    private void bed(Rest rest, Script script, ServerProcess server, Format format)
            throws Exception {
        String token = server.token(Principal.device(script.device()));
        DeviceLink link = DeviceLink.connect(server.http(), token, format, LinkListener.SILENT);
        links.add(link);
        bed(rest, script, link);
    }

    private void bed(Rest rest, Script script, DeviceLink link) throws Exception {
        String patient = script.patient().value();
        rest.admit(patient, WARD, patient);
        rest.assign(patient, script.device().value());
        beds.add(new Bedside(script, link.device(new DeviceId(script.device().value()), 1)));
    }

    /** Many times faster than life, and whether the server is there or not. */
    private void stream() {
        while (!over) {
            beds.forEach(Bedside::step);
            LockSupport.parkNanos(FRAME_GAP_NANOS);
        }
    }

    private void killOnce(ServerProcess server, Rest rest, RandomGenerator random, int kill)
            throws Exception {
        if (kill % 4 != 0) {
            awaitNewAcks();
        }
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1, 900)).toNanos());
        server.kill9();
        List<Long> acked = beds.stream().map(Bedside::acked).toList();
        System.out.println("kill " + kill + ", acked " + acked);
        server.restart();
        for (int place = 0; place < beds.size(); place++) {
            beds.get(place).assertHistory(rest, acked.get(place));
        }
    }

    /** Most kills come while devices stream; every fourth at any moment, mostly as they connect. */
    private void awaitNewAcks() {
        List<Long> before = beds.stream().map(Bedside::acked).toList();
        await().atMost(END_BOUND)
                .until(() -> beds.stream().allMatch(Bedside::isThrough)
                        || !beds.stream().map(Bedside::acked).toList().equals(before));
    }

    private static void assertAlarms(Rest rest, Script script) throws Exception {
        JsonNode history = rest.get("/v1/patients/" + script.patient() + "/alarms?from=0&to="
                + System.currentTimeMillis());
        List<String> raised = new ArrayList<>();
        for (JsonNode entry : history) {
            if (entry.at("/alarm/kind").asText().equals("physiological")) {
                raised.add(entry.at("/alarm/id").asText());
                assertThat(entry.at("/alarm/recorded").asBoolean()).isTrue();
            }
        }
        assertThat(raised)
                .as("alarms of " + script.patient())
                .containsExactlyInAnyOrderElementsOf(script.alarms().keySet());
    }

    /** A grave alarm stays until somebody has seen it, so the screen must have been told of it. */
    private void assertShown(AlarmScreen screen) {
        Map<String, Priority> expected = new TreeMap<>();
        beds.forEach(bed -> expected.putAll(bed.script().alarms()));
        List<String> grave = expected.entrySet().stream()
                .filter(alarm -> alarm.getValue() == Priority.HIGH)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(grave).as("the scripts are sick enough").hasSizeGreaterThan(10);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(screen.recorded()).containsAll(grave));
        List<String> shown = screen.latest().values().stream()
                .filter(alarm -> alarm.path("kind").asText().equals("physiological"))
                .map(alarm -> alarm.path("id").asText())
                .toList();
        assertThat(expected.keySet()).as("none that never was").containsAll(shown);
        System.out.println("alarms " + expected.size() + ", grave " + grave.size() + ", shown "
                + shown.size());
    }
}
