package io.vigil.journal;

import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A disk with a memory of its own, under H2's file: it knows what it was made to keep, and can tell
 * what it might have kept if it lost power now. Stands in for {@code synced:} while it is open. Public
 * for H2, which makes paths from the one that is registered.
 */
public final class CutDisk extends FilePathWrapper implements AutoCloseable {

    private static final int SECTOR = 512;

    /** H2's headers stand in one sector each: it is there whole, old or new. */
    private static final int HEADERS_END = 2 * 4096;

    /** Called at each write, and at each force before it has done anything. */
    interface Watcher {
        void at(Supplier<byte[]> leftBehind);
    }

    private static volatile Watcher watcher = left -> {};
    private static volatile RandomGenerator random;
    private static volatile boolean isFailing;

    static CutDisk insert(RandomGenerator random, Watcher watcher) {
        CutDisk.random = random;
        CutDisk.watcher = watcher;
        isFailing = false;
        CutDisk disk = new CutDisk();
        disk.reinsert();
        return disk;
    }

    /** A journal that was told to sync has taken the ordinary one. */
    void reinsert() {
        FilePath.register(this);
    }

    /** From now on it keeps nothing, and says so. */
    void fails(boolean yes) {
        isFailing = yes;
    }

    /** The ordinary disk is back. */
    @Override
    public void close() {
        SealedPath.scheme(true);
    }

    @Override
    public String getScheme() {
        return "synced";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new SealedFile(new Cached(getBase().open(mode)), true);
    }

    private static final class Cached extends FileBaseDefault {

        private final FileChannel disk;
        private byte[] kept;
        private byte[] written;

        Cached(FileChannel disk) throws IOException {
            this.disk = disk;
            ByteBuffer all = ByteBuffer.allocate((int) disk.size());
            disk.read(all, 0);
            kept = all.array();
            written = kept.clone();
        }

        @Override
        public synchronized int write(ByteBuffer bytes, long position) throws IOException {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            int end = (int) position + copy.length;
            if (end > written.length) {
                written = Arrays.copyOf(written, end);
            }
            System.arraycopy(copy, 0, written, (int) position, copy.length);
            watcher.at(this::leftBehind);
            return disk.write(bytes, position);
        }

        @Override
        public synchronized void force(boolean metaData) throws IOException {
            if (isFailing) {
                throw new IOException("the disk is broken");
            }
            watcher.at(this::leftBehind);
            kept = written.clone();
        }

        @Override
        protected synchronized void implTruncate(long size) throws IOException {
            written = Arrays.copyOf(written, (int) size);
            watcher.at(this::leftBehind);
            disk.truncate(size);
        }

        /** Sector by sector what was kept, what was written since, or nothing. */
        private byte[] leftBehind() {
            boolean isLong = random.nextBoolean();
            int length = Math.max(written.length, kept.length);
            byte[] left = Arrays.copyOf(kept, isLong ? length : kept.length);
            int outOfTen = random.nextInt(11);
            int end = isLong ? left.length : Math.min(left.length, written.length);
            for (int at = 0; at < end; at += SECTOR) {
                if (random.nextInt(10) < outOfTen) {
                    copy(written, left, at);
                } else if (at >= HEADERS_END && differs(at) && random.nextInt(3) == 0) {
                    Arrays.fill(left, at, Math.min(at + SECTOR, left.length), (byte) 0);
                }
            }
            return end > HEADERS_END && random.nextInt(3) == 0 ? cutOff(left) : left;
        }

        /** What only made the file longer may be missing from anywhere on. */
        private byte[] cutOff(byte[] left) {
            int spare = left.length - kept.length;
            return spare > 0 ? Arrays.copyOf(left, kept.length + random.nextInt(spare)) : left;
        }

        private boolean differs(int at) {
            int end = at + SECTOR;
            return kept.length < end
                    || written.length < end
                    || !Arrays.equals(kept, at, end, written, at, end);
        }

        private static void copy(byte[] from, byte[] to, int at) {
            int count = Math.min(SECTOR, Math.min(from.length, to.length) - at);
            if (count > 0) {
                System.arraycopy(from, at, to, at, count);
            }
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return disk.read(to, position);
        }

        @Override
        public long size() throws IOException {
            return disk.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return disk.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            disk.close();
        }
    }
}
