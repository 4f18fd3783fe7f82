package io.vigil.journal;

import io.vigil.core.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes of the journal's file that a disk without power has kept only in part.
 *
 * <p>They can only be young: the journal forces its file after each commit and each second. A chunk
 * of that age whose {@link ChunkSeal} is broken loses its header, so that H2 goes back to the newest
 * version that needs none of it; whatever was answered is in that version. An old chunk with a broken
 * seal is another thing (a disk that goes bad, or space that is used again): it stays, since without
 * it H2 might find no version at all, and each row has a checksum of its own.
 *
 * <p>Whole ones of the versions that are thereby given up go too: the same numbers are given again,
 * and a later crash would find the two side by side.
 */
final class TornWrites {

    private static final Logger LOG = LoggerFactory.getLogger(TornWrites.class);

    /** By the times in the chunks; far longer than anything stays off the disk. */
    private static final long YOUNG_MS = 60_000;

    private static final int BLOCK = ChunkSeal.BLOCK_BYTES;
    private static final int FIRST_BLOCK = 2;
    private static final int READ_BLOCKS = 256;
    private static final int HEADER_BYTES_MAX = 1024;

    private final FileChannel file;
    private final List<Chunk> chunks = new ArrayList<>();
    /** Those whose end is missing, or was written over since. */
    private final List<Chunk> cutOff = new ArrayList<>();

    /** @param timeMs since the file was made */
    private record Chunk(long block, int blocks, long version, long timeMs) {

        boolean holds(long other) {
            return other >= block && other < block + blocks;
        }
    }

    private TornWrites(FileChannel file) {
        this.file = file;
    }

    /**
     * The chunks in the file that have both ends, by where they are.
     *
     * @param newest version of those that are young and whole
     * @param versions by block
     */
    record Whole(long newest, Map<Long, Long> versions) {

        boolean has(long block, long version) {
            return versions.getOrDefault(block, 0L) == version;
        }
    }

    /**
     * Takes them out, and says so in the log.
     *
     * @param isDoubtful to write all that is young again: the system may believe that it is on the
     *     disk when it isn't
     */
    static Whole mend(Path path, boolean isDoubtful) throws IOException {
        try (FileChannel file = open(path)) {
            TornWrites writes = new TornWrites(file);
            writes.find();
            return writes.mend(isDoubtful);
        }
    }

    /** Takes out what is newer than the version that was found. */
    static void forgetAfter(Path path, long version) throws IOException {
        try (FileChannel file = open(path)) {
            TornWrites writes = new TornWrites(file);
            writes.find();
            for (Chunk chunk : writes.chunks) {
                if (chunk.version() > version && !writes.isContent(chunk)) {
                    writes.wipe(chunk);
                }
            }
            file.force(false);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void wipe(Chunk chunk) throws IOException {
        write(ByteBuffer.allocate(BLOCK), chunk.block());
    }

    /** What only looks like a chunk, in the middle of another. */
    private boolean isContent(Chunk chunk) {
        return chunks.stream()
                .anyMatch(other -> other.block() < chunk.block() && other.holds(chunk.block()));
    }

    private Whole mend(boolean isDoubtful) throws IOException {
        long newest = chunks.stream().mapToLong(Chunk::timeMs).max().orElse(0);
        List<Chunk> whole = new ArrayList<>();
        List<Chunk> broken = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (chunk.timeMs() >= newest - YOUNG_MS) {
                boolean isBroken = ChunkSeal.check(read(chunk)) == ChunkSeal.Found.BROKEN;
                (isBroken ? broken : whole).add(chunk);
            }
        }
        // What only looks like a chunk, in the middle of one that is whole, is its content.
        broken.removeIf(chunk -> whole.stream().anyMatch(other -> other.holds(chunk.block())));
        long last = whole.stream().mapToLong(Chunk::version).max().orElse(0);
        cutOff.removeIf(chunk -> chunk.version() <= last || isContent(chunk));
        broken.addAll(cutOff);
        for (Chunk chunk : broken) {
            wipe(chunk);
        }
        if (isDoubtful) {
            for (Chunk chunk : whole) {
                write(read(chunk), chunk.block());
            }
            write(read(0, FIRST_BLOCK), 0);
        }
        file.force(false);
        tell(broken.size(), last);
        Map<Long, Long> versions = new HashMap<>();
        chunks.forEach(chunk -> versions.put(chunk.block(), chunk.version()));
        broken.forEach(chunk -> versions.remove(chunk.block()));
        return new Whole(last, versions);
    }

    private static void tell(int count, long last) {
        if (count > 0) {
            LOG.warn(
                    "the journal's last write was cut off, as by a loss of power: {} of its parts"
                            + " are not whole and are left out, version {} is the newest that is;"
                            + " devices send again what was not acknowledged",
                    count,
                    last);
        }
    }

    /** The last block may be there in part only. */
    private void find() throws IOException {
        long end = (file.size() + BLOCK - 1) / BLOCK;
        for (long from = FIRST_BLOCK; from < end; from += READ_BLOCKS) {
            ByteBuffer bytes = read(from, READ_BLOCKS);
            int there = bytes.limit();
            bytes.limit(bytes.capacity());
            for (int at = 0; at < there; at += BLOCK) {
                if (ChunkSeal.begins(bytes, at)) {
                    consider(chunk(line(bytes, at, HEADER_BYTES_MAX), from + at / BLOCK));
                }
            }
        }
    }

    private void consider(@Nullable Chunk chunk) throws IOException {
        if (chunk == null) {
            return;
        }
        (hasFooter(chunk) ? chunks : cutOff).add(chunk);
    }

    private boolean hasFooter(Chunk chunk) throws IOException {
        long end = (chunk.block() + chunk.blocks()) * BLOCK;
        if (end > file.size()) {
            return false;
        }
        ByteBuffer footer = ByteBuffer.allocate(ChunkSeal.FOOTER_BYTES);
        read(footer, end - ChunkSeal.FOOTER_BYTES);
        Map<String, String> words = words(line(footer, 0, ChunkSeal.FOOTER_BYTES));
        return chunk.version() == number(words, "version");
    }

    private static @Nullable Chunk chunk(String header, long block) {
        Map<String, String> words = words(header);
        long blocks = number(words, "len");
        long itsBlock = number(words, "block");
        long version = number(words, "version");
        boolean isChunk = blocks > 0
                && blocks <= Integer.MAX_VALUE / BLOCK
                && version > 0
                && (itsBlock <= 0 || itsBlock == block);
        return isChunk
                ? new Chunk(block, (int) blocks, version, Math.max(0, number(words, "time")))
                : null;
    }

    /** H2's own way to write a few values: names and hexadecimal numbers. */
    static Map<String, String> words(String line) {
        Map<String, String> words = new HashMap<>();
        for (String word : line.split(",")) {
            int colon = word.indexOf(':');
            if (colon > 0) {
                words.put(word.substring(0, colon), word.substring(colon + 1).strip());
            }
        }
        return words;
    }

    /** @return -1 if there is none */
    static long number(Map<String, String> words, String name) {
        try {
            return Long.parseLong(words.getOrDefault(name, "-1"), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String line(ByteBuffer bytes, int at, int most) {
        byte[] found = new byte[most];
        bytes.get(at, found);
        String text = new String(found, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(0, end);
    }

    private ByteBuffer read(Chunk chunk) throws IOException {
        return read(chunk.block(), chunk.blocks());
    }

    private ByteBuffer read(long block, int blocks) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(blocks * BLOCK);
        read(bytes, block * BLOCK);
        return bytes;
    }

    /** The file may end before. */
    private void read(ByteBuffer to, long position) throws IOException {
        long at = position;
        while (to.hasRemaining()) {
            int count = file.read(to, at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        to.flip();
    }

    private void write(ByteBuffer bytes, long block) throws IOException {
        long at = block * BLOCK;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }
}
