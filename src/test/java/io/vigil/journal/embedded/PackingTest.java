package io.vigil.journal.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.journal.Batch;
import io.vigil.journal.BatchCodec;
import io.vigil.journal.JournalConfig;
import io.vigil.journal.Recorded;
import io.vigil.journal.RowGroup;
import io.vigil.journal.Stamp;
import io.vigil.journal.TestLedger;
import io.vigil.journal.TimeIndex;
import io.vigil.journal.VigilSerializer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Packing, in real files. */
class PackingTest {

    /** More packed rows than a page has, and some that are not yet packed. */
    private static final long ROWS = 64 * 300 + 1500;

    private static final long OLDER = 64 * 300 + 20;

    @TempDir
    private Path data;

    @Test
    void theSameEventsAreReadInTheirOrder() throws Exception {
        writeAndPack();

        assertThat(PackedPatient.read(data, 1, Long.MAX_VALUE))
                .isEqualTo(PackedPatient.events(1, ROWS));
    }

    @Test
    void aQueryThatEndsInsideAPackedRowHasAllItAskedFor() throws Exception {
        writeAndPack();

        assertThat(PackedPatient.read(data, 65, 70)).isEqualTo(PackedPatient.events(65, 128));
        assertThat(PackedPatient.read(data, 70, 70)).isEqualTo(PackedPatient.events(65, 128));
        assertThat(PackedPatient.read(data, 60, 130)).isEqualTo(PackedPatient.events(1, 192));
    }

    @Test
    void aRecoveryFromTheFirstRowComesToTheSameState() throws Exception {
        writeAndPack();

        Recorded expected = Recorded.unknown(new PatientId("p-1"));
        for (long row = 1; row <= ROWS; row++) {
            expected = expected.with(PackedPatient.batch(row));
        }
        Recorded recovered = PackedPatient.recover(data);

        assertThat(recovered.patient()).isEqualTo(expected.patient());
        assertThat(recovered.lastBatch()).isEqualTo(ROWS);
        for (long row = 1; row <= ROWS; row += 97) {
            TimeIndex.Rows rows =
                    recovered.index().rowsFor(PackedPatient.time(row), PackedPatient.time(row));
            assertThat(RowGroup.first(rows.first())).isLessThanOrEqualTo(row);
            assertThat(rows.last()).isGreaterThanOrEqualTo(row);
        }
    }

    @Test
    void onlyWholeGroupsBehindTheOlderOfTwoSnapshotsArePacked() throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, 300);
            PackedPatient.writeSnapshot(store, 150);
            assertThat(PackedPatient.packAll(new Packing(store))).isZero();

            PackedPatient.writeSnapshot(store, 250);
            Packing packing = new Packing(store);
            assertThat(PackedPatient.packAll(packing)).isEqualTo(2);
            assertThat(PackedPatient.rowNumbers(store)).isEqualTo(numbers(129, 300, 64L, 128L));

            assertThat(PackedPatient.packAll(packing)).isZero();
            assertThat(PackedPatient.packAll(new Packing(store))).isZero();
        }
    }

    @Test
    void packingGoesOnWhereItEndedBeforeAStart() throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, 1000);
            RowPacker.pack(store, PackedPatient.ID, 1);
            RowPacker.pack(store, PackedPatient.ID, 65);
            PackedPatient.writeSnapshot(store, 900);
            PackedPatient.writeSnapshot(store, 1000);

            assertThat(PackedPatient.packAll(new Packing(store))).isEqualTo(12);
            assertThat(PackedPatient.rowNumbers(store)).hasSize(14 + 104);
        }
    }

    @Test
    void envelopesOfSeveralSitesAreInThePackedRowAsTheyWereWithTheirStamps() throws Exception {
        List<Stamp> stamps = new ArrayList<>();
        try (EmbeddedStore store = store(data)) {
            for (long row = 1; row <= 128; row++) {
                Batch batch = row == 50
                        ? new Batch(row, row, List.of())
                        : PackedPatient.stamped(row, row % 3 == 0 ? "edge-1" : "centre");
                stamps.addAll(batch.stamps());
                PackedPatient.write(
                        store, row, VigilSerializer.manifestOf(batch), BatchCodec.encode(batch));
            }
            assertThat(RowPacker.pack(store, PackedPatient.ID, 1)).isTrue();
            assertThat(RowPacker.pack(store, PackedPatient.ID, 65)).isTrue();
            assertThat(PackedPatient.rowNumbers(store)).containsExactly(64L, 128L);
        }
        try (TestLedger ledger = TestLedger.open(JournalConfig.in(data), "other")) {
            List<Batch> rows = ledger.read(PackedPatient.ID, 1, 128);
            assertThat(rows.stream().flatMap(row -> row.stamps().stream()))
                    .containsExactlyElementsOf(stamps);
            assertThat(rows).extracting(Batch::number).containsExactly(64L, 128L);
        }
    }

    @Test
    void aGroupOfRowsWithAndWithoutStampsStaysAsItIs() throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, 30);
            for (long row = 31; row <= 64; row++) {
                Batch batch = PackedPatient.stamped(row, "centre");
                PackedPatient.write(
                        store, row, VigilSerializer.BATCH_SHARED, BatchCodec.encode(batch));
            }
            assertThat(RowPacker.pack(store, PackedPatient.ID, 1)).isFalse();
            assertThat(PackedPatient.rowNumbers(store)).isEqualTo(numbers(1, 64));
        }
    }

    @Test
    void aGroupWithARowThatCannotBeReadStaysAsItIs() throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, 99);
            PackedPatient.write(store, 100, VigilSerializer.BATCH, new byte[] {1, 2, 3});
            PackedPatient.write(store, 101, 149);
            PackedPatient.write(store, 150, "ward-left/1", new byte[] {1, 2, 3});
            PackedPatient.write(store, 151, 300);
            PackedPatient.writeSnapshot(store, 299);
            PackedPatient.writeSnapshot(store, 300);

            assertThat(PackedPatient.packAll(new Packing(store))).isEqualTo(2);
            assertThat(PackedPatient.rowNumbers(store))
                    .isEqualTo(LongStream.concat(
                                    LongStream.concat(
                                            LongStream.of(64), LongStream.rangeClosed(65, 192)),
                                    LongStream.concat(
                                            LongStream.of(256), LongStream.rangeClosed(257, 300)))
                            .boxed()
                            .toList());
        }
    }

    @Test
    void aGroupThatWouldBeTooLargeStaysAsItIs() throws Exception {
        try (EmbeddedStore store = store(data)) {
            for (long row = 1; row <= 64; row++) {
                List<PatientEvent> many = new ArrayList<>(Batch.EVENTS_MAX / 64 + 1);
                many.addAll(PackedPatient.events(1, Batch.EVENTS_MAX / 64 + 1));
                PackedPatient.write(
                        store, row, VigilSerializer.BATCH, BatchCodec.encode(new Batch(row, many)));
            }
            assertThat(RowPacker.pack(store, PackedPatient.ID, 1)).isFalse();
            assertThat(PackedPatient.rowNumbers(store)).hasSize(64);
        }
    }

    /** A copy of the files as they were before the write is what a process leaves that is killed. */
    @Test
    void packingThatDidNotReachTheDiskHasChangedNothing(@TempDir Path left) throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, 64);
            Path before = EmbeddedStoreTest.copy(data, left);
            assertThat(RowPacker.pack(store, PackedPatient.ID, 1)).isTrue();
            assertThat(before).isNotEmptyDirectory();
        }
        assertThat(PackedPatient.read(left, 1, 64)).isEqualTo(PackedPatient.events(1, 64));
        assertThat(PackedPatient.read(data, 1, 64)).isEqualTo(PackedPatient.events(1, 64));
    }

    /** A reader that has read a page goes on at the group's row, which was packed meanwhile. */
    @Test
    void packingBetweenTwoPagesNeitherRepeatsNorHidesAnEvent() throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, 1000);
            Rows rows = new Rows(store);
            List<Long> seen = new ArrayList<>();
            long next = 1;
            int pages = 0;
            while (next > 0) {
                Rows.Page page = rows.page(PackedPatient.ID, next, Long.MAX_VALUE);
                for (Rows.Numbered each : page.rows()) {
                    BatchCodec.decode(each.row().event().bytes())
                            .events()
                            .forEach(event -> seen.add(event.at()));
                }
                next = page.next();
                pages++;
                for (long first = 1; first <= 960; first += RowGroup.SIZE) {
                    RowPacker.pack(store, PackedPatient.ID, first);
                }
            }
            assertThat(pages).isGreaterThan(1);
            assertThat(seen)
                    .isEqualTo(LongStream.rangeClosed(1, 1000)
                            .map(PackedPatient::time)
                            .boxed()
                            .toList());
        }
    }

    private void writeAndPack() throws Exception {
        try (EmbeddedStore store = store(data)) {
            PackedPatient.write(store, 1, ROWS);
            PackedPatient.writeSnapshot(store, OLDER);
            PackedPatient.writeSnapshot(store, OLDER + 1000);
            assertThat(PackedPatient.packAll(new Packing(store))).isEqualTo(300);
        }
    }

    private static EmbeddedStore store(Path data) {
        return new EmbeddedStore(data.resolve("journal"), true);
    }

    private static List<Long> numbers(long first, long last, Long... before) {
        return LongStream.concat(
                        LongStream.of(List.of(before).stream().mapToLong(n -> n).toArray()),
                        LongStream.rangeClosed(first, last))
                .boxed()
                .toList();
    }
}
