package io.vigil.journal;

import org.h2.store.fs.FileBaseDefault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/**
 * H2's file with seals on its chunks, and with an order in which they reach the disk.
 *
 * <p>H2 uses the space of a chunk again as soon as no version needs it. The version that doesn't may
 * still be in the memory of the disk: one that loses power then has kept neither the old nor the
 * new. So before anything is overwritten or cut off, all that was written before is forced out. What
 * only makes the file longer needs no order. H2's two header blocks come without it, too: they only
 * say where to begin to look.
 */
final class SealedFile extends FileBaseDefault {

    private static final int HEADER_BYTES = 2 * ChunkSeal.BLOCK_BYTES;

    private final FileChannel disk;
    private final boolean isOrdered;
    /** Writes so far, and how many of them are known to be on the disk; guarded by this. */
    private long written;

    private long forced;

    /** @param isOrdered whether it must stand a loss of power, not only of the process */
    SealedFile(FileChannel disk, boolean isOrdered) {
        this.disk = disk;
        this.isOrdered = isOrdered;
    }

    @Override
    public synchronized int write(ByteBuffer bytes, long position) throws IOException {
        int count = bytes.remaining();
        if (position >= HEADER_BYTES) {
            ChunkSeal.seal(bytes);
            if (position < disk.size()) {
                putInOrder();
            }
        }
        written++;
        long at = position;
        while (bytes.hasRemaining()) {
            at += disk.write(bytes, at);
        }
        return count;
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
        putInOrder();
        written++;
        disk.truncate(size);
    }

    private void putInOrder() throws IOException {
        if (isOrdered && forced < written) {
            disk.force(false);
            forced = written;
        }
    }

    /**
     * Others may write meanwhile, and that is then not known to be on the disk.
     *
     * <p>Without the times of the file, whatever H2 asks for: its length is forced in any case, and
     * nobody needs the rest.
     */
    @Override
    public void force(boolean metaData) throws IOException {
        long before;
        synchronized (this) {
            before = written;
            if (forced == before) {
                return;
            }
        }
        disk.force(false);
        synchronized (this) {
            forced = Math.max(forced, before);
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
