package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;

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
import java.time.Duration;
import java.util.UUID;

class JournalDataSourceTest {

    @TempDir
    private Path data;

    @Test
    void keepsItsRowsFromOneOpeningToTheNext() throws SQLException {
        try (JournalDataSource journal = journal("")) {
            insert(journal, 1);
            insert(journal, 2);
        }
        try (JournalDataSource journal = journal("")) {
            insert(journal, 3);
            assertThat(number(journal, "SELECT COUNT(*) FROM \"event_journal\""))
                    .isEqualTo(3);
        }
    }

    @Test
    void aRowIsThereOnce() throws SQLException {
        try (JournalDataSource journal = journal("")) {
            insert(journal, 1);
            assertThatThrownBy(() -> insert(journal, 1)).isInstanceOf(SQLException.class);
        }
    }

    /** Without housekeeping nothing would ever be moved, and this share would only sink. */
    @Test
    void outdatedPagesAreGivenBackWhileItRuns() throws SQLException {
        try (JournalDataSource journal = journal(";RETENTION_TIME=500")) {
            for (int row = 1; row <= 1000; row++) {
                insert(journal, row);
            }
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> number(journal, FILL_PERCENT) >= 50);
            assertThat(number(journal, "SELECT COUNT(*) FROM \"event_journal\""))
                    .isEqualTo(1000);
        }
    }

    /**
     * A copy of the file is what a killed process leaves. Space is used again at once here, so that
     * the newest rows are in the middle of the file, where H2 alone does not look for them.
     */
    @Test
    void everyCommittedRowIsFoundInWhatAKilledProcessLeaves(@TempDir Path left)
            throws SQLException, IOException {
        try (JournalDataSource journal = journal(data, ";RETENTION_TIME=0")) {
            for (int row = 1; row <= 200; row++) {
                insert(journal, row);
                assertThat(rowsIn(copy(left.resolve("kill-" + row)))).isEqualTo(row);
            }
        }
    }

    private Path copy(Path to) throws IOException {
        String file = "journal/vigil.mv.db";
        Files.createDirectories(to.resolve("journal"));
        Files.copy(data.resolve(file), to.resolve(file));
        return to;
    }

    private static long rowsIn(Path folder) throws SQLException {
        try (JournalDataSource journal = journal(folder, "")) {
            return number(journal, "SELECT COUNT(*) FROM \"event_journal\"");
        }
    }

    private static final String FILL_PERCENT =
            "SELECT CAST(SETTING_VALUE AS INT) FROM INFORMATION_SCHEMA.SETTINGS"
                    + " WHERE SETTING_NAME = 'info.CHUNKS_FILL_RATE_RW'";

    private JournalDataSource journal(String moreSettings) {
        return journal(data, moreSettings);
    }

    private static JournalDataSource journal(Path folder, String moreSettings) {
        Config config = JournalConfig.in(folder)
                .getConfig("pekko-persistence-jdbc.shared-databases.slick.db.properties");
        JournalDataSource journal = new JournalDataSource();
        journal.setDirectory(config.getString("directory"));
        journal.setSettings(config.getString("settings") + moreSettings);
        return journal;
    }

    private static void insert(JournalDataSource journal, long row) throws SQLException {
        try (Connection connection = journal.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO "event_journal" ("persistence_id", "sequence_number",
                      "writer", "write_timestamp", "adapter_manifest", "event_payload",
                      "event_ser_id", "event_ser_manifest")
                    VALUES ('patient|p-1', ?, ?, 0, '', ?, 1, 'test/1')
                    """)) {
            insert.setLong(1, row);
            insert.setObject(2, new UUID(1, row));
            insert.setBytes(3, new byte[100]);
            insert.executeUpdate();
        }
    }

    private static long number(JournalDataSource journal, String query) throws SQLException {
        try (Connection connection = journal.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
