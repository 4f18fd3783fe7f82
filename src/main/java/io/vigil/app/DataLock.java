package io.vigil.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * One server to a data folder: two writers of one journal would each overwrite what the other has
 * acknowledged. The lock is the process's; the system lets it go when the process ends, however.
 */
final class DataLock {

    /** Kept reachable, because a lock ends with its channel. */
    private static final Set<FileLock> HELD = new HashSet<>();

    private DataLock() {}

    static synchronized void take(Path data) throws CannotStart {
        Path file = data.resolve("lock");
        try {
            Files.createDirectories(data);
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw taken(data);
            }
            HELD.add(lock);
        } catch (OverlappingFileLockException e) {
            throw taken(data);
        } catch (IOException e) {
            throw new CannotStart("can't use the data folder " + data + ": " + e, e);
        }
    }

    private static CannotStart taken(Path data) {
        return new CannotStart(
                "another server runs on the data folder " + data + ": stop it or name another one");
    }
}
