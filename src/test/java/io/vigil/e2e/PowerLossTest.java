package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.security.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real server whose last write is not whole when it starts again: it starts by itself, says what it
 * found, and its device fills up what is missing.
 */
class PowerLossTest {

    private static final String WARD = "icu-1";
    private static final String DEVICE = "monitor-1";
    private static final int BLOCK = 4096;
    private static final int FRAMES = 20;
    private static final Pattern HEADER =
            Pattern.compile("chunk:[0-9a-f]+,len:([0-9a-f]+),[^\\n]*,version:([0-9a-f]+)");

    private final long from = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
    private final List<Long> sent = new ArrayList<>();
    /** What the device was last told. */
    @TempDir
    Path folder;

    @FunctionalInterface
    private interface Damage {
        void to(RandomAccessFile file, Part last) throws IOException;
    }

    /** What the journal wrote last, in the file. */
    private record Part(long version, long from, long to) {}

    @Test
    void aWriteThatWasCutOffIsLeftOutAndTheDeviceSendsItAgain() throws Exception {
        List<String> flags = new ArrayList<>(ServerProcess.lightFlags());
        flags.add("-Dvigil.journal.sync=on");
        try (ServerProcess server = ServerProcess.start(folder, flags)) {
            try {
                Rest rest = new Rest(server.http(), server.token(Role.LEAD));
                rest.admit("p-1", WARD, "1");
                rest.assign("p-1", DEVICE);
                survives(server, rest, PowerLossTest::cutOff);
                survives(server, rest, (file, last) -> fill(file, last.to() - 300, 300, 0));
                survives(server, rest, (file, last) -> fill(file, last.from() + 300, 700, 'x'));
                assertThat(server.log().split("the journal's last write was cut off", -1))
                        .hasSize(4);
            } catch (Throwable e) {
                System.out.println(server.tail());
                throw e;
            }
        }
    }

    private void survives(ServerProcess server, Rest rest, Damage damage) throws Exception {
        long acked;
        try (Socket device = Socket.device(server, DEVICE)) {
            device.hello(DEVICE, sent.size() + 1);
            acked = send(device);
            // Whatever is said about these is lost with the power.
            for (int i = 0; i < FRAMES; i++) {
                frame(device);
            }
            await().until(() -> rest.times("p-1", "hr").size() > acked);
            server.kill9();
        }
        try (RandomAccessFile file = new RandomAccessFile(
                server.data().resolve("journal/vigil.mv.db").toFile(), "rw")) {
            damage.to(file, lastPart(file));
        }
        server.restart();
        try (Socket device = Socket.device(server, DEVICE)) {
            JsonNode ready = device.hello(DEVICE, sent.size() + 1);
            long durable = ready.path("acked").asLong();
            assertThat(durable).isBetween(acked, (long) sent.size());
            assertThat(rest.times("p-1", "hr")).isEqualTo(sent.subList(0, (int) durable));
            for (long seq = durable + 1; seq <= sent.size(); seq++) {
                device.send(Messages.heartRate(DEVICE, seq, sent.get((int) seq - 1), 80));
            }
            if (durable < sent.size()) {
                device.expect("ack", ack -> ack.path("seq").asLong() == sent.size());
            }
        }
        assertThat(rest.times("p-1", "hr")).isEqualTo(sent);
    }

    private long send(Socket device) throws InterruptedException {
        for (int i = 0; i < FRAMES; i++) {
            frame(device);
        }
        return device.expect("ack", ack -> ack.path("seq").asLong() == sent.size())
                .path("seq")
                .asLong();
    }

    private void frame(Socket device) {
        sent.add(from + sent.size() * 1000L);
        device.send(Messages.heartRate(DEVICE, sent.size(), sent.getLast(), 80));
    }

    private static void cutOff(RandomAccessFile file, Part last) throws IOException {
        if (last.to() == file.length()) {
            file.setLength(last.to() - 100);
        } else {
            fill(file, last.to() - 100, 100, 0);
        }
    }

    private static void fill(RandomAccessFile file, long at, int count, int with)
            throws IOException {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) with);
        file.seek(at);
        file.write(bytes);
    }

    /** H2 writes parts of whole blocks, each with a header that has its version and length. */
    private static Part lastPart(RandomAccessFile file) throws IOException {
        Part last = new Part(0, 0, 0);
        byte[] line = new byte[300];
        for (long at = 2 * BLOCK; at + BLOCK <= file.length(); at += BLOCK) {
            file.seek(at);
            file.readFully(line);
            Matcher header = HEADER.matcher(new String(line, StandardCharsets.ISO_8859_1));
            if (header.lookingAt() && Long.parseLong(header.group(2), 16) > last.version()) {
                long blocks = Long.parseLong(header.group(1), 16);
                last = new Part(Long.parseLong(header.group(2), 16), at, at + blocks * BLOCK);
            }
        }
        return last;
    }
}
