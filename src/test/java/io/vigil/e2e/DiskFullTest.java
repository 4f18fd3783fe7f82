package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.security.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A journal that can't be written: the ward still hears alarms, and nobody is told a lie. */
class DiskFullTest {

    private static final String WARD = "icu-1";
    private static final String DEVICE = "monitor-1";

    /** Below what the journal has written by now, so that each new row fails. */
    private static final long LIMIT_BYTES = 64;

    private long at = System.currentTimeMillis() - 600_000;
    private long seq;
    private final List<Long> heartRates = new ArrayList<>();
    private final List<Long> pressures = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void detectionGoesOnAcksStopAndAllComesBack() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder)) {
            Rest rest = new Rest(server.http(), server.token(Role.LEAD));
            rest.admit("p-1", WARD, "1");
            rest.assign("p-1", DEVICE);
            try (Socket device = Socket.device(server, DEVICE);
                    Socket screen = Socket.screen(server, WARD)) {
                device.hello(DEVICE, 1);
                writes(device);
                failing(server, device, screen);
                recovers(server, rest, device, screen);
            } catch (Throwable e) {
                System.out.println(server.tail());
                throw e;
            }
        }
    }

    private void writes(Socket device) throws InterruptedException {
        for (int frame = 0; frame < 5; frame++) {
            heartRate(device, 80);
        }
        device.expect("ack", ack -> ack.path("seq").asLong() == seq);
    }

    private void failing(ServerProcess server, Socket device, Socket screen) throws Exception {
        server.limitFileSize(LIMIT_BYTES);
        cuff(device, 60);
        JsonNode announced = screen.expect("change", change -> isAlarm(change, "sbp-very-low"));
        assertThat(announced.at("/alarm/recorded").asBoolean()).isFalse();
        JsonNode down = screen.expect("change", change -> isAlarm(change, "storage-down"));
        assertThat(down.at("/alarm/kind").asText()).isEqualTo("technical");
        assertThat(down.at("/alarm/state").asText()).isEqualTo("active");
        device.expect("hold", hold -> hold.path("reason").asText().contains("storage down"));
        await().atMost(Duration.ofSeconds(30)).until(() -> server.readiness() == 503);
        cuff(device, 200);
        JsonNode late = screen.expect("change", change -> isAlarm(change, "sbp-high"));
        assertThat(late.at("/alarm/recorded").asBoolean())
                .as("frames are watched as before")
                .isFalse();
        assertThat(device.drain())
                .as("nothing is acked")
                .noneMatch(message -> message.path("type").asText().equals("ack"));
    }

    private void recovers(ServerProcess server, Rest rest, Socket device, Socket screen)
            throws Exception {
        server.limitFileSize(-1);
        screen.expect(
                "change",
                change -> isAlarm(change, "sbp-high")
                        && change.at("/alarm/recorded").asBoolean());
        device.expect("ack", ack -> ack.path("seq").asLong() == seq);
        await().atMost(Duration.ofSeconds(30)).until(() -> server.readiness() == 200);
        heartRate(device, 81);
        device.expect("ack", ack -> ack.path("seq").asLong() == seq);
        assertDurable(rest);
        awaitNoStorageAlarm(rest);
        server.kill9();
        server.restart();
        assertDurable(rest);
    }

    private void assertDurable(Rest rest) throws Exception {
        assertThat(rest.times("p-1", "hr")).isEqualTo(heartRates);
        assertThat(rest.times("p-1", "sbp")).isEqualTo(pressures);
    }

    private void heartRate(Socket device, double rate) {
        device.send(Messages.heartRate(DEVICE, ++seq, at += 1000, rate));
        heartRates.add(at);
    }

    private void cuff(Socket device, double systolic) {
        device.send(Messages.cuff(DEVICE, ++seq, at += 1000, systolic));
        pressures.add(at);
    }

    private static void awaitNoStorageAlarm(Rest rest) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode alarms = rest.get("/v1/patients/p-1").path("alarms");
            assertThat(alarms)
                    .noneMatch(alarm -> alarm.path("condition").asText().equals("storage-down"));
            assertThat(alarms)
                    .isNotEmpty()
                    .allMatch(alarm -> alarm.path("recorded").asBoolean());
        });
    }

    private static boolean isAlarm(JsonNode change, String condition) {
        return change.at("/alarm/condition").asText().equals(condition);
    }
}
