package io.vigil.journal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.Gen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What was answered is there after a loss of power, whatever the disk made of the rest: what was not
 * made to stay is there, is empty, is something else, or ends anywhere.
 */
class EmbeddedStoreTest {

    private static final String ID = "patient|p-1";
    private static final int ROWS = 240;

    /** Writes that are on their way when the power goes. */
    private static final int UNANSWERED = 3;

    private static final int SECTOR_BYTES = 512;
    private static final int PAYLOAD_BYTES_MAX = 20_000;

    private final RandomGenerator random = Gen.random(Gen.seed());

    @TempDir
    Path data;

    /** Both cut off what was never answered, in their own way. */
    private enum Damage {
        ENDS_EARLY,
        LOSES_SECTORS,
        HAS_GARBAGE
    }

    @Test
    void everyAnsweredRowIsThereWheneverThePowerGoes() throws Exception {
        try (EmbeddedStore store = store(data)) {
            for (int row = 1; row <= ROWS; row += 1 + UNANSWERED) {
                store.write(List.of(change(row)));
                long kept = Files.size(log(data));
                for (int more = 1; more <= UNANSWERED; more++) {
                    store.writeLazily(List.of(change(row + more)));
                }
                Path left = copy(data, Files.createTempDirectory("vigil-cut"));
                damage(log(left), kept, Damage.values()[row % 3]);
                assertThereAndGoesOn(left, row);
            }
        }
    }

    /** Also when it was written over and over, and the log has been given up for tables. */
    @Test
    void whatWasMovedFromTheLogToItsTablesIsThere() throws Exception {
        try (EmbeddedStore store = store(data)) {
            for (int row = 1; row <= ROWS; row++) {
                store.write(List.of(change(row)));
                if (row % 40 == 0) {
                    store.compactedBytes();
                }
            }
            Path left = copy(data, Files.createTempDirectory("vigil-cut"));
            assertThereAndGoesOn(left, ROWS);
        }
    }

    @Test
    void aWriteIsThereAsAWholeOrNotAtAll() throws Exception {
        try (EmbeddedStore store = store(data)) {
            store.write(List.of(change(1)));
            long kept = Files.size(log(data));
            store.writeLazily(List.of(change(2), change(3), change(4)));
            long end = Files.size(log(data));
            for (long at = kept; at < end; at += 1 + random.nextInt(SECTOR_BYTES)) {
                Path left = copy(data, Files.createTempDirectory("vigil-cut"));
                try (RandomAccessFile file = new RandomAccessFile(log(left).toFile(), "rw")) {
                    file.setLength(at);
                }
                try (EmbeddedStore again = store(left)) {
                    assertThat(PackedPatient.rowNumbers(again)).containsExactly(1L);
                }
            }
        }
    }

    /** What can't be read is no row that isn't there. */
    @Test
    void aTableThatTheDiskHasChangedIsFoundOut() throws Exception {
        try (EmbeddedStore store = store(data)) {
            for (int row = 1; row <= 20; row++) {
                store.write(List.of(change(row)));
            }
            store.compactedBytes();
        }
        Path table = newest(data, ".sst");
        try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            file.seek(file.length() / 3);
            int was = file.read();
            file.seek(file.length() / 3);
            file.write(was ^ 0x10);
        }
        try (EmbeddedStore store = store(data)) {
            assertThatThrownBy(() -> PackedPatient.rowNumbers(store))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("can't be read")
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void aJournalOfAnEarlierBuildIsNotPassedOver() throws Exception {
        Files.createDirectories(data.resolve("journal"));
        Files.writeString(data.resolve("journal/vigil.mv.db"), "H:2");
        try (EmbeddedStore store = store(data)) {
            assertThatThrownBy(() -> store.write(List.of(change(1))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("journal of an earlier build");
        }
    }

    @Test
    void whatIsClosedSaysSo() throws Exception {
        EmbeddedStore store = store(data);
        store.write(List.of(change(1)));
        store.close();
        assertThatThrownBy(() -> store.write(List.of(change(2))))
                .isInstanceOf(IOException.class)
                .hasMessage("the journal is closed");
        assertThatThrownBy(() -> PackedPatient.rowNumbers(store)).isInstanceOf(IOException.class);
    }

    /** The files as they are, which is what a process leaves that is killed now. */
    static Path copy(Path data, Path to) throws IOException {
        Path from = data.resolve("journal");
        Path folder = Files.createDirectories(to.resolve("journal"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        }
        return to;
    }

    private void damage(Path log, long kept, Damage damage) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            long end = file.length();
            switch (damage) {
                case ENDS_EARLY -> file.setLength(kept + random.nextLong(end - kept));
                case LOSES_SECTORS -> overwrite(file, kept, end, new byte[SECTOR_BYTES]);
                case HAS_GARBAGE -> {
                    byte[] garbage = new byte[SECTOR_BYTES];
                    random.nextBytes(garbage);
                    overwrite(file, kept, end, garbage);
                }
            }
        }
    }

    private void overwrite(RandomAccessFile file, long kept, long end, byte[] with)
            throws IOException {
        long at = kept + random.nextLong(end - kept);
        file.seek(at);
        file.write(with, 0, (int) Math.min(with.length, end - at));
    }

    private void assertThereAndGoesOn(Path left, int answered) throws Exception {
        int rows;
        try (EmbeddedStore store = store(left)) {
            rows = assertThere(store);
            assertThat(rows).isBetween(answered, answered + UNANSWERED);
            store.write(List.of(change(rows + 1)));
        }
        // What the cut has left must not come back.
        try (EmbeddedStore store = store(left)) {
            assertThat(assertThere(store)).isEqualTo(rows + 1);
        }
        delete(left);
    }

    /** Each is whole, and there is no other. */
    private static int assertThere(EmbeddedStore store) throws IOException {
        Rows rows = new Rows(store);
        long next = 1;
        int count = 0;
        while (next > 0) {
            Rows.Page page = rows.page(ID, next, Long.MAX_VALUE);
            for (Rows.Numbered each : page.rows()) {
                assertThat(each.sequenceNr()).isEqualTo(++count);
                assertThat(each.row().event().bytes()).isEqualTo(payload(count));
            }
            next = page.next();
        }
        assertThat(rows.highest(ID)).isEqualTo(count);
        return count;
    }

    private static EmbeddedStore store(Path data) {
        return new EmbeddedStore(data.resolve("journal"), true);
    }

    private static Change change(int row) {
        Stored event = new Stored(1, "test/1", payload(row));
        return Change.put(
                Table.ROWS, Keys.row(ID, row), new Row(row, "writer", "", event, null).bytes());
    }

    private static byte[] payload(int row) {
        RandomGenerator random = Gen.random(row);
        byte[] bytes = new byte[1 + random.nextInt(PAYLOAD_BYTES_MAX)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Path log(Path data) throws IOException {
        return newest(data, ".log");
    }

    private static Path newest(Path data, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(all::add);
        }
        for (Path file : all.reversed()) {
            Files.delete(file);
        }
    }
}
