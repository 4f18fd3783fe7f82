package io.vigil.journal;

import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The journal's file as H2 left it, made safe to open.
 *
 * <p>H2 finds its newest data by a chain: the header names a chunk, each chunk names where the next
 * one will probably be. When a chunk lands elsewhere (in space that became free) H2 writes the
 * header again, but before it has taken note of the new chunk, so that the header names the one
 * before it and the chain ends there. A process killed then has all its rows in the file, and yet
 * the next open accepts an older version without a word: acknowledged rows are gone, and are soon
 * written over. Seen once in some twenty kills, with up to 62 rows.
 *
 * <p>H2's own full scan looks at every block and does find the newest version that is whole. So a
 * file that was not closed cleanly is opened once with that scan, and closed cleanly, before it is
 * opened for use. It reads the file once, after a crash only.
 */
final class JournalFile {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

    private static final int HEADER_BYTES = 4096;
    private static final String CLOSED_CLEANLY = ",clean:1,";

    private JournalFile() {}

    /** Does nothing to a file that is missing or was closed cleanly. */
    static void makeSafe(Path file) throws SQLException {
        try {
            if (Files.exists(file) && !wasClosedCleanly(file)) {
                scan(file);
            }
        } catch (IOException | MVStoreException e) {
            throw new SQLException("The journal's file can't be checked: " + e.getMessage(), e);
        }
    }

    private static boolean wasClosedCleanly(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER_BYTES);
            return new String(header, StandardCharsets.ISO_8859_1).contains(CLOSED_CLEANLY);
        }
    }

    private static void scan(Path file) throws IOException {
        long begin = System.nanoTime();
        try (MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .recoveryMode()
                .autoCommitDisabled()
                .open()) {
            LOG.info(
                    "the journal was not closed cleanly: found version {} of it in {} MB, {} ms",
                    store.getCurrentVersion(),
                    Files.size(file) >> 20,
                    (System.nanoTime() - begin) / 1_000_000);
        }
    }
}
