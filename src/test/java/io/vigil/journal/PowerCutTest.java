package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;

import io.vigil.core.Gen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What was committed is there after a loss of power, whatever the disk made of the rest: sectors that
 * are old, new or empty, a file that ends anywhere.
 */
class PowerCutTest {

    private static final int ROWS = 400;
    private static final int CUTS = 120;

    /** Large enough for chunks of several blocks, of which a middle one can be missing. */
    private static final int PAYLOAD_BYTES = 9_000;

    @TempDir
    private Path data;

    /** @param committed rows that were answered before the power went */
    private record Cut(int committed, byte[] left) {}

    private volatile int committed;

    /** Space is used again at once here, as after hours of running. */
    @Test
    void everyCommittedRowIsThereWheneverThePowerGoes() throws Exception {
        RandomGenerator random = Gen.random(Gen.seed());
        List<Cut> cuts = new ArrayList<>();
        try (CutDisk disk = CutDisk.insert(random, left -> {
                    if (cuts.size() < CUTS && random.nextInt(4) == 0 && committed > 0) {
                        int answered = committed;
                        cuts.add(new Cut(answered, left.get()));
                    }
                });
                JournalDataSource journal = journal(data, disk)) {
            for (int row = 1; row <= ROWS; row++) {
                commit(journal, row);
                committed = row;
            }
        }
        assertThat(cuts).hasSize(CUTS);
        for (Cut cut : cuts) {
            assertAllThere(cut);
        }
    }

    /** A row whose write was reported as failed may be there or not. */
    @Test
    void whatTheDiskDoesNotKeepIsNotAnsweredAndTheJournalComesBackWithIt() throws Exception {
        try (CutDisk disk = CutDisk.insert(Gen.random(1), left -> {});
                JournalDataSource journal = journal(data, disk)) {
            commit(journal, 1);
            disk.fails(true);
            assertThatThrownBy(() -> commit(journal, 2))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The disk did not keep");
            assertThatThrownBy(() -> commit(journal, 3)).isInstanceOf(SQLException.class);
            disk.fails(false);
            commit(journal, 4);
            assertThat(rows(journal)).contains(1, 4);
        }
    }

    private void assertAllThere(Cut cut) throws IOException, SQLException {
        Path folder = Files.createTempDirectory(data, "cut");
        Path file = Files.createDirectory(folder.resolve("journal")).resolve("vigil.mv.db");
        Files.write(file, cut.left());
        try (JournalDataSource journal = journal(folder)) {
            List<Integer> rows = rows(journal);
            assertThat(rows)
                    .as("answered %d", cut.committed())
                    .hasSizeBetween(cut.committed(), cut.committed() + 1);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i)).isEqualTo(i + 1);
            }
            commit(journal, rows.size() + 1);
            assertThereAfterAKill(file, rows.size() + 1);
        }
        Files.delete(file);
    }

    /** What the cut has left must not come back. */
    private void assertThereAfterAKill(Path file, int rowCount) throws IOException, SQLException {
        Path folder = Files.createTempDirectory(data, "kill");
        Files.copy(file, Files.createDirectory(folder.resolve("journal")).resolve("vigil.mv.db"));
        try (JournalDataSource journal = journal(folder)) {
            assertThat(rows(journal)).hasSize(rowCount);
        }
    }

    /** Each has to be whole, and to be found by its key as well. */
    private static List<Integer> rows(JournalDataSource journal) throws SQLException {
        List<Integer> rows = new ArrayList<>();
        try (Connection connection = journal.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement byKey = connection.prepareStatement("""
                    SELECT "event_payload" FROM "event_journal"
                    WHERE "persistence_id" = 'patient|p-1' AND "sequence_number" = ?
                    """);
                ResultSet all = statement.executeQuery("""
                    SELECT "sequence_number", "event_payload" FROM "event_journal"
                    ORDER BY "ordering"
                    """)) {
            while (all.next()) {
                int row = all.getInt(1);
                rows.add(row);
                assertThat(all.getBytes(2)).isEqualTo(payload(row));
                byKey.setInt(1, row);
                try (ResultSet one = byKey.executeQuery()) {
                    assertThat(one.next()).isTrue();
                    assertThat(one.getBytes(1)).isEqualTo(payload(row));
                }
            }
        }
        return rows;
    }

    private static JournalDataSource journal(Path folder, CutDisk under) {
        JournalDataSource journal = journal(folder);
        journal.setSettings(journal.getSettings() + ";RETENTION_TIME=0");
        under.reinsert();
        return journal;
    }

    private static JournalDataSource journal(Path folder) {
        Config config = JournalConfig.in(folder)
                .getConfig("pekko-persistence-jdbc.shared-databases.slick.db.properties");
        JournalDataSource journal = new JournalDataSource();
        journal.setDirectory(config.getString("directory"));
        journal.setSettings(config.getString("settings"));
        journal.setSync("on");
        return journal;
    }

    /** One transaction, as the journal's plugin writes. */
    private static void commit(JournalDataSource journal, int row) throws SQLException {
        try (Connection connection = journal.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO "event_journal" ("persistence_id", "sequence_number",
                      "writer", "write_timestamp", "adapter_manifest", "event_payload",
                      "event_ser_id", "event_ser_manifest")
                    VALUES ('patient|p-1', ?, ?, 0, '', ?, 1, 'test/1')
                    """)) {
            connection.setAutoCommit(false);
            insert.setLong(1, row);
            insert.setObject(2, new UUID(Gen.random(row).nextLong(), row));
            insert.setBytes(3, payload(row));
            insert.executeUpdate();
            connection.commit();
        }
    }

    private static byte[] payload(int row) {
        byte[] bytes = new byte[PAYLOAD_BYTES];
        Gen.random(row).nextBytes(bytes);
        return bytes;
    }
}
