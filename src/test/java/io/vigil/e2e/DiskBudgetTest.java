package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.security.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real server whose data folder may take few megabytes, filled by a device until it is refused. */
class DiskBudgetTest {

    private static final String WARD = "icu-1";
    private static final String DEVICE = "monitor-1";
    private static final int MB = 1_000_000;

    private static final int BUDGET = 40 * MB;
    private static final int LOW = 16 * MB;

    /** What is left above the first limit once the ballast is there, and from it to the second. */
    private static final int STEP = 60_000;

    private static final int FRAMES_MAX = 20_000;

    /** Frames on their way at once: below the credit. */
    private static final int PART = 16;

    private final long from = System.currentTimeMillis() - Duration.ofHours(8).toMillis();
    private final List<Long> sent = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void itSaysSoEarlyThenRefusesDevicesAndStillRecordsWhatPeopleDo() throws Exception {
        List<String> flags = List.of(
                "-Dvigil.disk.budget=" + BUDGET,
                "-Dvigil.disk.low=" + LOW,
                "-Dvigil.disk.reserve=" + (LOW - STEP),
                "-Dvigil.disk.look-every=100ms");
        try (ServerProcess server = ServerProcess.start(folder, flags)) {
            Rest rest = new Rest(server.http(), server.token(Role.LEAD));
            rest.admit("p-1", WARD, "1");
            rest.assign("p-1", DEVICE);
            // Most of the budget, until somebody takes it away.
            Path ballast = server.data().resolve("ballast");
            Files.write(ballast, new byte[BUDGET - LOW - STEP - bytes(server.data())]);
            try (Socket device = Socket.device(server, DEVICE);
                    Socket screen = Socket.screen(server, WARD)) {
                device.hello(DEVICE, 1);
                fillUntil(device, screen, "disk-low");
                fillUntil(device, screen, "disk-full");
                // What the journal gives back of its own must not end it.
                Path more = Files.write(server.data().resolve("more"), new byte[LOW]);
                long acked = refused(device);
                await().atMost(Duration.ofSeconds(30)).until(() -> server.readiness() == 503);
                stillRecords(rest, screen);
                assertThat(rest.times("p-1", "hr")).isEqualTo(sent.subList(0, (int) acked));

                Files.delete(ballast);
                Files.delete(more);
                goesOn(device, screen, acked);
                await().atMost(Duration.ofSeconds(30)).until(() -> server.readiness() == 200);
                assertThat(rest.times("p-1", "hr")).isEqualTo(sent);
            } catch (Throwable e) {
                System.out.println(server.tail());
                throw e;
            }
        }
    }

    private static int bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToInt(file -> (int) file.toFile().length()).sum();
        }
    }

    /** Sends, a part at a time, until the screen shows the alarm; a device that is told to hold does. */
    private void fillUntil(Socket device, Socket screen, String condition) throws Exception {
        List<JsonNode> shown = screen.drain();
        while (shown.stream().noneMatch(message -> isAlarm(message, condition, "active"))) {
            assertThat(sent.size()).as("frames, and no %s", condition).isLessThan(FRAMES_MAX);
            for (int i = 0; i < PART; i++) {
                send(device);
            }
            if (isHeldOrAcked(device)) {
                screen.expect("change", change -> isAlarm(change, condition, "active"));
                return;
            }
            shown = screen.drain();
        }
    }

    /** True if it is held. */
    private boolean isHeldOrAcked(Socket device) {
        List<JsonNode> answers = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(40))
                .until(() -> {
                    answers.addAll(device.drain());
                    return answers.stream()
                            .anyMatch(answer ->
                                    isHold(answer) || answer.path("seq").asLong() == sent.size());
                });
        return answers.stream().anyMatch(DiskBudgetTest::isHold);
    }

    private static boolean isHold(JsonNode answer) {
        return answer.path("type").asText().equals("hold");
    }

    /** @return up to where its frames are durable */
    private long refused(Socket device) throws Exception {
        device.drain();
        send(device);
        device.expect("hold", hold -> hold.path("reason").asText().startsWith("disk full"));
        device.send(Messages.hello(DEVICE, 1, sent.size() + 1));
        long acked = device.expect("ready").path("acked").asLong();
        device.expect("hold", hold -> hold.path("reason").asText().startsWith("disk full"));
        assertThat(acked).isLessThan(sent.size());
        return acked;
    }

    /** A person admits another patient; the silence of the device that holds is an alarm. */
    private void stillRecords(Rest rest, Socket screen) throws Exception {
        rest.admit("p-2", WARD, "2");
        assertThat(rest.get("/v1/patients/p-2").path("bed").asText()).isEqualTo("2");
        screen.expect(
                "change",
                change -> isAlarm(change, "no-data", "active")
                        && change.at("/alarm/recorded").asBoolean());
    }

    private void goesOn(Socket device, Socket screen, long acked) throws Exception {
        JsonNode ready = device.expect("ready");
        assertThat(ready.path("acked").asLong()).isEqualTo(acked);
        device.expect("go");
        screen.expect("change", change -> isAlarm(change, "disk-full", "ended"));
        for (long seq = acked + 1; seq <= sent.size(); seq++) {
            device.send(Messages.heartRate(DEVICE, seq, sent.get((int) seq - 1), 80));
            long last = seq;
            device.expect("ack", ack -> ack.path("seq").asLong() == last);
        }
    }

    private void send(Socket device) throws InterruptedException {
        sent.add(from + sent.size() * 1000L);
        device.send(Messages.heartRate(DEVICE, sent.size(), sent.getLast(), 80));
    }

    private static boolean isAlarm(JsonNode change, String condition, String state) {
        return change.at("/alarm/condition").asText().equals(condition)
                && change.at("/alarm/state").asText().equals(state);
    }
}
