package io.vigil.journal.embedded;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a ward on a box writes in a day: hours of it, in the journal as a server has it,
 * as fast as it takes them, with snapshots and packing.
 *
 * <p>Each bed has a frame a second of nine vitals and charted oxygen. No recording has all of those
 * each second, so each vital of each bed is a series of its own out of the recordings: what counts is
 * how they vary. A row is a frame, with the stamp of an edge, as in a quiet ward. Newest rows are not
 * packed yet, however long it runs, so the figure is the growth between two times that are a whole
 * number of snapshots apart. At both
 * the file is compacted: one that is written so fast is full of pages that have yet to be given
 * back, and says nothing of a ward's.
 */
public final class WardDiskReport {

    private static final long START = 1_764_000_000_000L;
    private static final SiteId SITE = new SiteId("edge-1");
    private static final int ROWS_PER_SNAPSHOT = 1000;
    private static final int FIRST_ROWS = 4 * ROWS_PER_SNAPSHOT;
    private static final long SECONDS_PER_HOUR = 3600;
    private static final long SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR;

    private final PrintStream out;
    private final List<double[]> pool = new ArrayList<>();
    private final List<Recorded> beds = new ArrayList<>();
    private long second;

    public WardDiskReport(PrintStream out) {
        this.out = out;
    }

    /** @param files recordings with a row a second (CSV, maybe gzipped) */
    public void print(List<Path> files, int bedCount, int hours) throws IOException {
        for (Path file : files) {
            RecordedSeries.read(file).forEach(this::addToPool);
        }
        if (pool.isEmpty()) {
            throw new IllegalArgumentException("no recorded vital in " + files);
        }
        for (int bed = 0; bed < bedCount; bed++) {
            beds.add(Recorded.unknown(new PatientId("p-" + bed)).among(SITE));
        }
        try (MeasuredJournal journal = MeasuredJournal.open()) {
            long before = write(journal, FIRST_ROWS);
            long rows = (long) hours * SECONDS_PER_HOUR / ROWS_PER_SNAPSHOT * ROWS_PER_SNAPSHOT;
            long after = write(journal, rows);
            long perDay = (after - before) * SECONDS_PER_DAY / rows;
            long samples = (long) bedCount * (Vital.values().length + 1) * SECONDS_PER_DAY;
            out.printf(
                    "%d beds, 10 values a second each: %.0f MB a day, %.2f bytes a value; 72 h:"
                            + " %.0f MB%n",
                    bedCount,
                    perDay / 1e6,
                    (double) perDay / samples,
                    (perDay * 3.0 + before) / 1e6);
        }
    }

    private void addToPool(List<Observed> frames) {
        for (Vital vital : Vital.values()) {
            double[] values = frames.stream()
                    .filter(frame -> frame.values().has(vital))
                    .mapToDouble(frame -> frame.values().get(vital))
                    .toArray();
            if (values.length >= (int) SECONDS_PER_HOUR / 6) {
                pool.add(values);
            }
        }
    }

    /** @return the files' size, all packed and compacted */
    private long write(MeasuredJournal journal, long rows) throws IOException {
        long until = second + rows;
        while (second < until) {
            writeSecond(journal);
        }
        journal.flush();
        Packing packing = new Packing(journal.store());
        while (!packing.run(() -> false).isRoundOver()) {
            // A run is a tenth of a second.
        }
        long bytes = journal.fileBytes();
        out.printf("%d s: %.1f MB%n", second, bytes / 1e6);
        return bytes;
    }

    private void writeSecond(MeasuredJournal journal) throws IOException {
        second++;
        for (int bed = 0; bed < beds.size(); bed++) {
            Batch batch = batch(beds.get(bed), bed);
            beds.set(bed, beds.get(bed).with(batch));
            journal.insert("patient|p-" + bed, batch);
        }
        // Not all at once: in a ward they come as the beds were taken.
        int bed = (int) (second % ROWS_PER_SNAPSHOT);
        if (bed < beds.size() && second > ROWS_PER_SNAPSHOT) {
            snapshot(journal, "patient|p-" + bed, beds.get(bed));
        }
    }

    private void snapshot(MeasuredJournal journal, String id, Recorded recorded)
            throws IOException {
        byte[] bytes = new StoredSnapshot(journal.stored(recorded), null).bytes();
        journal.insert(
                Change.put(Table.SNAPSHOTS, Keys.snapshot(id, recorded.lastBatch(), now()), bytes));
        long forgotten = recorded.lastBatch() - 2 * ROWS_PER_SNAPSHOT;
        long then = now() - 2 * ROWS_PER_SNAPSHOT * 1000L;
        journal.insert(Change.delete(Table.SNAPSHOTS, Keys.snapshot(id, forgotten, then)));
    }

    private Batch batch(Recorded bed, int place) {
        Values values = Values.NONE;
        for (Vital vital : Vital.values()) {
            values = values.with(vital, value(place * Vital.values().length + vital.ordinal()));
        }
        Observed frame = new Observed(
                new DeviceId("monitor-" + place),
                1,
                second,
                now(),
                values,
                0,
                new Charted(null, place % 3 == 0));
        Envelope envelope =
                bed.replica().envelope(second, new HybridTime(now(), 0), List.of(frame));
        return Batch.of(bed.lastBatch() + 1, 0, envelope, false);
    }

    /** One series after the other, each bed and vital from a place of its own. */
    private double value(int which) {
        long at = second;
        for (int i = which; ; i++) {
            double[] series = pool.get(i % pool.size());
            if (at < series.length) {
                return series[(int) at];
            }
            at -= series.length;
        }
    }

    private long now() {
        return START + second * 1000;
    }
}
