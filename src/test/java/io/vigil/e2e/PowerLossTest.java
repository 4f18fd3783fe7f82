package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.security.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real server whose last write is not whole when it starts again: it starts by itself, and its device
 * fills up what is missing.
 */
class PowerLossTest {

    private static final String WARD = "icu-1";
    private static final String DEVICE = "monitor-1";
    private static final int FRAMES = 20;

    /** RocksDB's log: blocks, in them pieces of records with a header of a checksum, a length, a type. */
    private static final int BLOCK = 32 * 1024;

    private static final int HEADER = 7;
    private static final int WHOLE = 1;
    private static final int FIRST = 2;

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
    private record Part(long from, long to) {}

    @Test
    void aWriteThatWasCutOffIsLeftOutAndTheDeviceSendsItAgain() throws Exception {
        List<String> flags = List.of("-Dvigil.journal.sync=on");
        try (ServerProcess server = ServerProcess.start(folder, flags)) {
            try {
                Rest rest = new Rest(server.http(), server.token(Role.LEAD));
                rest.admit("p-1", WARD, "1");
                rest.assign("p-1", DEVICE);
                survives(server, rest, PowerLossTest::cutOff);
                survives(server, rest, (file, last) -> fill(file, last.to() - 50, 50, 0));
                survives(server, rest, (file, last) -> fill(file, last.from() + 20, 30, 'x'));
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
        try (RandomAccessFile file = new RandomAccessFile(log(server).toFile(), "rw")) {
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
        file.setLength(last.from() + (last.to() - last.from()) / 2);
    }

    private static void fill(RandomAccessFile file, long at, int count, int with)
            throws IOException {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) with);
        file.seek(at);
        file.write(bytes);
    }

    private static Path log(ServerProcess server) throws IOException {
        try (Stream<Path> files = Files.list(server.data().resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow();
        }
    }

    private static Part lastPart(RandomAccessFile file) throws IOException {
        Part last = new Part(0, 0);
        byte[] header = new byte[HEADER];
        long at = 0;
        while (at + HEADER < file.length()) {
            long left = BLOCK - at % BLOCK;
            if (left < HEADER) {
                at += left;
                continue;
            }
            file.seek(at);
            file.readFully(header);
            int length = (header[4] & 0xff) | (header[5] & 0xff) << 8;
            boolean begins = header[6] == WHOLE || header[6] == FIRST;
            long end = at + HEADER + length;
            last = new Part(begins ? at : last.from(), end);
            at = end;
        }
        assertThat(last.to()).isEqualTo(file.length());
        return last;
    }
}
