package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Packing, in a real file. */
class PackingTest {

    /** More packed rows than a page of the plugin's, and some that are not yet packed. */
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
        try (Connection connection = connect(data)) {
            PackedPatient.write(connection, 1, 300);
            PackedPatient.writeSnapshot(connection, 150);
            assertThat(PackedPatient.packAll(connection, new Packing())).isZero();

            PackedPatient.writeSnapshot(connection, 250);
            Packing packing = new Packing();
            assertThat(PackedPatient.packAll(connection, packing)).isEqualTo(2);
            assertThat(PackedPatient.rowNumbers(connection))
                    .isEqualTo(numbers(129, 300, 64L, 128L));

            assertThat(PackedPatient.packAll(connection, packing)).isZero();
            assertThat(PackedPatient.packAll(connection, new Packing())).isZero();
        }
    }

    @Test
    void packingGoesOnWhereItEndedBeforeAStart() throws Exception {
        try (Connection connection = connect(data)) {
            PackedPatient.write(connection, 1, 1000);
            RowPacker.pack(connection, PackedPatient.ID, 1);
            RowPacker.pack(connection, PackedPatient.ID, 65);
            PackedPatient.writeSnapshot(connection, 900);
            PackedPatient.writeSnapshot(connection, 1000);

            assertThat(PackedPatient.packAll(connection, new Packing())).isEqualTo(12);
            assertThat(PackedPatient.rowNumbers(connection)).hasSize(14 + 104);
        }
    }

    @Test
    void envelopesOfSeveralSitesAreInThePackedRowAsTheyWereWithTheirStamps() throws Exception {
        List<Stamp> stamps = new ArrayList<>();
        try (Connection connection = connect(data)) {
            for (long row = 1; row <= 128; row++) {
                Batch batch = row == 50
                        ? new Batch(row, row, List.of())
                        : PackedPatient.stamped(row, row % 3 == 0 ? "edge-1" : "centre");
                stamps.addAll(batch.stamps());
                PackedPatient.write(
                        connection,
                        row,
                        VigilSerializer.manifestOf(batch),
                        BatchCodec.encode(batch));
            }
            assertThat(RowPacker.pack(connection, PackedPatient.ID, 1)).isTrue();
            assertThat(RowPacker.pack(connection, PackedPatient.ID, 65)).isTrue();
            assertThat(PackedPatient.rowNumbers(connection)).containsExactly(64L, 128L);
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
        try (Connection connection = connect(data)) {
            PackedPatient.write(connection, 1, 30);
            for (long row = 31; row <= 64; row++) {
                Batch batch = PackedPatient.stamped(row, "centre");
                PackedPatient.write(
                        connection, row, VigilSerializer.BATCH_SHARED, BatchCodec.encode(batch));
            }
            assertThat(RowPacker.pack(connection, PackedPatient.ID, 1)).isFalse();
            assertThat(PackedPatient.rowNumbers(connection)).isEqualTo(numbers(1, 64));
        }
    }

    @Test
    void aGroupWithARowThatCannotBeReadStaysAsItIs() throws Exception {
        try (Connection connection = connect(data)) {
            PackedPatient.write(connection, 1, 99);
            PackedPatient.write(connection, 100, VigilSerializer.BATCH, new byte[] {1, 2, 3});
            PackedPatient.write(connection, 101, 149);
            PackedPatient.write(connection, 150, "ward-left/1", new byte[] {1, 2, 3});
            PackedPatient.write(connection, 151, 300);
            PackedPatient.writeSnapshot(connection, 299);
            PackedPatient.writeSnapshot(connection, 300);

            assertThat(PackedPatient.packAll(connection, new Packing())).isEqualTo(2);
            assertThat(PackedPatient.rowNumbers(connection))
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
        try (Connection connection = connect(data)) {
            for (long row = 1; row <= 64; row++) {
                List<PatientEvent> many = new ArrayList<>(Batch.EVENTS_MAX / 64 + 1);
                many.addAll(PackedPatient.events(1, Batch.EVENTS_MAX / 64 + 1));
                PackedPatient.write(
                        connection,
                        row,
                        VigilSerializer.BATCH,
                        BatchCodec.encode(new Batch(row, many)));
            }
            assertThat(RowPacker.pack(connection, PackedPatient.ID, 1)).isFalse();
            assertThat(PackedPatient.rowNumbers(connection)).hasSize(64);
        }
    }

    /** A copy of the file just before the commit is what a process leaves that is killed then. */
    @Test
    void whatEndsBeforeTheCommitHasChangedNothing(@TempDir Path left) throws Exception {
        try (Connection connection = connect(data)) {
            PackedPatient.write(connection, 1, 64);
            Connection killed = killedAtCommit(connection, left);

            assertThatThrownBy(() -> RowPacker.pack(killed, PackedPatient.ID, 1))
                    .hasMessage("killed");
            assertThat(PackedPatient.rowNumbers(connection)).isEqualTo(numbers(1, 64));
        }
        assertThat(PackedPatient.read(left, 1, 64)).isEqualTo(PackedPatient.events(1, 64));
        assertThat(PackedPatient.read(data, 1, 64)).isEqualTo(PackedPatient.events(1, 64));
    }

    private Connection killedAtCommit(Connection real, Path left) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        copy(left);
                        throw new SQLException("killed");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void copy(Path to) throws IOException {
        String file = "journal/vigil.mv.db";
        Files.createDirectories(to.resolve("journal"));
        Files.copy(data.resolve(file), to.resolve(file));
    }

    private void writeAndPack() throws Exception {
        try (Connection connection = connect(data)) {
            PackedPatient.write(connection, 1, ROWS);
            PackedPatient.writeSnapshot(connection, OLDER);
            PackedPatient.writeSnapshot(connection, OLDER + 1000);
            assertThat(PackedPatient.packAll(connection, new Packing())).isEqualTo(300);
        }
    }

    private static Connection connect(Path data) throws Exception {
        Path file = Files.createDirectories(data.resolve("journal")).resolve("vigil");
        Connection connection = DriverManager.getConnection("jdbc:h2:file:"
                + file
                + ";DATABASE_TO_UPPER=false;WRITE_DELAY=0;COMPRESS=TRUE;ANALYZE_AUTO=0");
        H2Schema.create(connection);
        return connection;
    }

    private static List<Long> numbers(long first, long last, Long... before) {
        return LongStream.concat(
                        LongStream.of(List.of(before).stream().mapToLong(n -> n).toArray()),
                        LongStream.rangeClosed(first, last))
                .boxed()
                .toList();
    }
}
