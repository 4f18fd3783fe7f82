package io.vigil.journal;

import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Files in H2's sight whose names begin with {@code sealed:}; see {@link SealedFile}. */
public class SealedPath extends FilePathWrapper {

    /** {@code synced:}, with an order in which they reach the disk. */
    public static final class Synced extends SealedPath {

        @Override
        public String getScheme() {
            return "synced";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new SealedFile(getBase().open(mode), true);
        }
    }

    /** @return the name's beginning, for files that stand a loss of power or only of the process */
    static String scheme(boolean isSynced) {
        FilePath path = isSynced ? new Synced() : new SealedPath();
        FilePath.register(path);
        return path.getScheme() + ":";
    }

    @Override
    public String getScheme() {
        return "sealed";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new SealedFile(getBase().open(mode), false);
    }
}
