package io.vigil.journal.embedded;

import io.vigil.journal.Batch;
import io.vigil.journal.RowGroup;
import io.vigil.journal.VigilSerializer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A journal in a temporary folder, filled with rows to see what they take. */
final class MeasuredJournal implements AutoCloseable {

    private static final int ROWS_A_WRITE = 1000;

    private final Path folder;
    private final EmbeddedStore store;
    private final VigilSerializer serializer = new VigilSerializer();
    private final Map<String, String> writers = new HashMap<>();
    private final Map<String, Long> lastRows = new HashMap<>();
    private final List<Change> waiting = new ArrayList<>();

    private MeasuredJournal(Path folder) {
        this.folder = folder;
        this.store = new EmbeddedStore(folder.resolve("journal"), false);
    }

    static MeasuredJournal open() throws IOException {
        return new MeasuredJournal(Files.createTempDirectory("vigil-measured"));
    }

    EmbeddedStore store() {
        return store;
    }

    void insert(String persistenceId, Batch batch) throws IOException {
        Row row = new Row(
                batch.events().getLast().at(),
                writers.computeIfAbsent(persistenceId, id -> UUID.randomUUID().toString()),
                "",
                stored(batch),
                null);
        insert(Change.put(Table.ROWS, Keys.row(persistenceId, batch.number()), row.bytes()));
        lastRows.put(persistenceId, batch.number());
    }

    /** As a serializer of Pekko's would have it. */
    Stored stored(Object value) {
        return new Stored(
                VigilSerializer.ID, serializer.manifest(value), serializer.toBinary(value));
    }

    void insert(Change change) throws IOException {
        waiting.add(change);
        if (waiting.size() == ROWS_A_WRITE) {
            flush();
        }
    }

    void flush() throws IOException {
        if (!waiting.isEmpty()) {
            store.writeLazily(List.copyOf(waiting));
            waiting.clear();
        }
    }

    /** Packs every group of rows, as {@link Packing} does once they are old. */
    void pack() throws IOException {
        flush();
        for (Map.Entry<String, Long> last : lastRows.entrySet()) {
            for (long first = 1; first <= last.getValue(); first += RowGroup.SIZE) {
                RowPacker.pack(store, last.getKey(), first);
            }
        }
    }

    /** How many there are, and what {@code BatchCodec} made of them. */
    record Content(long rows, long encodedBytes) {}

    Content content() throws IOException {
        flush();
        return store.iterate(Table.ROWS, iterator -> {
            long rows = 0;
            long bytes = 0;
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                rows++;
                bytes += Row.of(iterator.value()).event().bytes().length;
            }
            return new Content(rows, bytes);
        });
    }

    /** What all of it takes, compacted. */
    long fileBytes() throws IOException {
        flush();
        return store.compactedBytes();
    }

    @Override
    public void close() throws IOException {
        store.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
