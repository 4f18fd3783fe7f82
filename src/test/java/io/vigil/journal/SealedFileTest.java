package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.h2.store.fs.FileBaseDefault;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

class SealedFileTest {

    private static final int BLOCK = ChunkSeal.BLOCK_BYTES;

    private final Disk disk = new Disk();
    private final SealedFile file = new SealedFile(disk, true);

    @Test
    void whatMakesTheFileLongerNeedsNoOrder() throws IOException {
        write(2);
        write(3);
        assertThat(disk.did).containsExactly("write 2", "write 3");
    }

    @Test
    void whatOverwritesWaitsUntilAllBeforeIsOnTheDisk() throws IOException {
        write(2);
        write(3);
        write(2);
        assertThat(disk.did).containsExactly("write 2", "write 3", "force", "write 2");
    }

    @Test
    void whatCutsOffWaitsToo() throws IOException {
        write(2);
        file.truncate(2 * BLOCK);
        assertThat(disk.did).containsExactly("write 2", "force", "truncate 2");
    }

    @Test
    void whatIsOnTheDiskIsNotForcedAgain() throws IOException {
        write(2);
        file.force(true);
        file.force(true);
        write(2);
        assertThat(disk.did).containsExactly("write 2", "force", "write 2");
    }

    @Test
    void headersComeWithoutOrder() throws IOException {
        write(2);
        write(0);
        assertThat(disk.did).containsExactly("write 2", "write 0");
    }

    @Test
    void aFileThatNeedNotStandALossOfPowerIsNeverForcedByItself() throws IOException {
        SealedFile fast = new SealedFile(disk, false);
        fast.write(ByteBuffer.allocate(BLOCK), 2 * BLOCK);
        fast.write(ByteBuffer.allocate(BLOCK), 2 * BLOCK);
        assertThat(disk.did).containsExactly("write 2", "write 2");
    }

    private void write(int block) throws IOException {
        file.write(ByteBuffer.allocate(BLOCK), (long) block * BLOCK);
    }

    /** Remembers what was done to it, by blocks. */
    private static final class Disk extends FileBaseDefault {

        private final List<String> did = new ArrayList<>();
        private long size;

        @Override
        public int write(ByteBuffer bytes, long position) {
            int count = bytes.remaining();
            did.add("write " + position / BLOCK);
            bytes.position(bytes.limit());
            size = Math.max(size, position + count);
            return count;
        }

        @Override
        public void force(boolean metaData) {
            did.add("force");
        }

        @Override
        protected void implTruncate(long newSize) {
            did.add("truncate " + newSize / BLOCK);
            size = newSize;
        }

        @Override
        public int read(ByteBuffer to, long position) {
            return -1;
        }

        @Override
        public long size() {
            return size;
        }
    }
}
