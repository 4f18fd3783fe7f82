package io.vigil.journal.embedded;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;
import io.vigil.journal.BatchCodec;
import io.vigil.journal.JournalConfig;
import io.vigil.journal.Recorded;
import io.vigil.journal.TestLedger;
import io.vigil.journal.VigilSerializer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** A patient with a frame a second, a row each, in a journal as the server has it. */
final class PackedPatient {

    static final String ID = "patient|p-1";

    private static final long START = 1_764_000_000_000L;

    private PackedPatient() {}

    /** Rows {@code first} to {@code last}. */
    static void write(EmbeddedStore store, long first, long last) throws IOException {
        List<Change> rows = new ArrayList<>();
        for (long row = first; row <= last; row++) {
            rows.add(change(row, VigilSerializer.BATCH, BatchCodec.encode(batch(row))));
        }
        store.write(rows);
    }

    static void write(EmbeddedStore store, long row, String manifest, byte[] payload)
            throws IOException {
        store.write(List.of(change(row, manifest, payload)));
    }

    private static Change change(long row, String manifest, byte[] payload) {
        String writer = new UUID(1, row / 1000).toString();
        Stored event = new Stored(VigilSerializer.ID, manifest, payload);
        return Change.put(
                Table.ROWS,
                Keys.row(ID, row),
                new Row(START + row * 1000, writer, "", event, null).bytes());
    }

    /** A snapshot that says where it stands, and can't be read. */
    static void writeSnapshot(EmbeddedStore store, long row) throws IOException {
        store.write(List.of(
                Change.put(Table.SNAPSHOTS, Keys.snapshot(ID, row, 0), new byte[] {1, 2, 3})));
    }

    /** Until a whole round finds nothing to do. */
    static int packAll(Packing packing) throws IOException {
        int packed = 0;
        Packing.Result result;
        do {
            result = packing.run(() -> false);
            packed += result.packed();
        } while (!result.isRoundOver());
        return packed;
    }

    static List<Long> rowNumbers(EmbeddedStore store) throws IOException {
        return store.iterate(Table.ROWS, iterator -> {
            List<Long> numbers = new ArrayList<>();
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                numbers.add(Keys.sequenceNr(iterator.key()));
            }
            return numbers;
        });
    }

    static Batch batch(long row) {
        return new Batch(row, List.of(event(row)));
    }

    /** The same row as an envelope of a site, which has seen nothing of the others. */
    static Batch stamped(long row, String site) {
        SiteId by = new SiteId(site);
        return Batch.of(
                row,
                0,
                new Envelope(
                        by,
                        row,
                        new PatientId("p-1"),
                        1,
                        new HybridTime(time(row), 0),
                        Versions.of(by, row - 1),
                        List.of(event(row))),
                false);
    }

    static long time(long row) {
        return START + row * 1000;
    }

    static List<PatientEvent> events(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(PackedPatient::event)
                .toList();
    }

    private static PatientEvent event(long row) {
        return new Observed(
                new DeviceId("monitor-1"),
                1,
                row,
                time(row),
                Values.of(Vital.HR, 60 + row % 60),
                0,
                Charted.NONE);
    }

    /** What the server's own reader gives. */
    static List<PatientEvent> read(Path data, long first, long last) throws Exception {
        try (TestLedger ledger = TestLedger.open(JournalConfig.in(data), "other")) {
            return ledger.read(ID, first, last).stream()
                    .flatMap(batch -> batch.events().stream())
                    .toList();
        }
    }

    /** What an entity recovers to. */
    static Recorded recover(Path data) throws Exception {
        try (TestLedger ledger = TestLedger.open(JournalConfig.in(data), "p-1")) {
            return ledger.recovered();
        }
    }
}
