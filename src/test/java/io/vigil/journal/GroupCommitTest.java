package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

class GroupCommitTest {

    private static final int COMMITS = 5;

    private final GroupCommit commits = new GroupCommit(() -> {});

    @Test
    void aCommitWaitsForTheTimeSinceTheLast() throws SQLException {
        commits.setInterval(20);
        try (Connection connection = commits.of(memory())) {
            connection.setAutoCommit(false);
            connection.commit();
            long begin = System.nanoTime();
            for (int i = 0; i < COMMITS; i++) {
                connection.commit();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(COMMITS * 20 - 1));
        }
    }

    @Test
    void whatIsCommittedIsThere() throws SQLException {
        commits.setInterval(1);
        try (Connection connection = commits.of(memory());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE kept (id INT)");
            statement.execute("INSERT INTO kept VALUES (1)");
            connection.commit();
            statement.execute("INSERT INTO kept VALUES (2)");
            connection.rollback();

            var rows = statement.executeQuery("SELECT COUNT(*) FROM kept");
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void failuresComeOutAsTheyAre() throws SQLException {
        try (Connection connection = commits.of(memory())) {
            connection.close();

            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
    }

    private static Connection memory() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:");
    }
}
