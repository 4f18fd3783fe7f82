package io.vigil.journal.embedded;

import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.journal.Batch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures how many bytes of the journal a sample takes, time and all overhead included.
 *
 * <p>Each series becomes a patient with one device, its frames become batches of a given size, and
 * the batches of a ward's worth of patients become rows of a real journal, in turn as they would come
 * from the beds. Its files, compacted, are the total: ids, sequence numbers, writer, manifest, index
 * and blocks, all compressed as the server compresses them. A running server's journal is larger by
 * its log and by what has yet to be compacted.
 */
public final class EncodingReport {

    private static final int[] BATCH_FRAMES = {1, 5, 10, 30, 60};

    /** Beds of the ward whose rows are written. */
    private static final int PATIENTS_MAX = 24;

    /** Rows written; more don't change the sizes. */
    private static final int ROWS_MAX = 10_000;

    /** Rows of all beds to be packed: what is left must be enough to be measured. */
    private static final int PACKED_ROWS_MAX = 200_000;

    /** Below this a file's own parts count for too much. */
    private static final int FILE_BYTES_MIN = 20 * 1024;

    private final PrintStream out;

    /**
     * What one batch size came to.
     *
     * @param encodedBytes what {@link BatchCodec} made of the rows
     * @param fileBytes what they took in the file
     */
    record Line(long rows, long samples, long encodedBytes, long fileBytes) {

        double encodedPerSample() {
            return (double) encodedBytes / samples;
        }

        double filePerSample() {
            return (double) fileBytes / samples;
        }
    }

    public EncodingReport(PrintStream out) {
        this.out = out;
    }

    /** Reports on a recording (CSV, maybe gzipped). */
    public void print(Path file) throws IOException {
        print(String.valueOf(file.getFileName()), RecordedSeries.read(file));
    }

    /** Reports on the frames of some patients, each in the order of its device. */
    public void print(String title, List<List<Observed>> series) throws IOException {
        long frames = series.stream().mapToLong(List::size).sum();
        if (frames == 0) {
            out.printf("%s: no column of a vital sign%n", title);
            return;
        }
        out.printf("%s: %d series, %d frames%n", title, series.size(), frames);
        out.println("  frames/row     rows  samples  encoded B/sample  in the file B/sample");
        for (int size : BATCH_FRAMES) {
            print(String.valueOf(size), measure(series, size));
        }
        print("1, packed", measurePacked(series));
    }

    private void print(String framesPerRow, Line line) {
        out.printf(
                "  %10s %8d %8d  %16.2f  %20s%n",
                framesPerRow, line.rows(), line.samples(), line.encodedPerSample(), inFile(line));
    }

    /** Of a few rows most would be the file's own parts. */
    private static String inFile(Line line) {
        return line.fileBytes() < FILE_BYTES_MIN
                ? "too few rows"
                : "%.2f".formatted(line.filePerSample());
    }

    static Line measure(List<List<Observed>> series, int frames) throws IOException {
        try (MeasuredJournal journal = MeasuredJournal.open()) {
            List<List<Observed>> ward = series.subList(0, Math.min(series.size(), PATIENTS_MAX));
            long samples = fill(journal, ward, frames, ROWS_MAX);
            return line(journal, samples);
        }
    }

    /** What a row of each frame comes to once {@link Packing} has been over it. */
    static Line measurePacked(List<List<Observed>> series) throws IOException {
        try (MeasuredJournal journal = MeasuredJournal.open()) {
            long samples = fill(journal, series, 1, PACKED_ROWS_MAX);
            journal.pack();
            return line(journal, samples);
        }
    }

    private static Line line(MeasuredJournal journal, long samples) throws IOException {
        MeasuredJournal.Content content = journal.content();
        return new Line(content.rows(), samples, content.encodedBytes(), journal.fileBytes());
    }

    /** Writes the beds' rows in turn; returns how many samples are in them. */
    private static long fill(
            MeasuredJournal journal, List<List<Observed>> ward, int frames, int rowsMax)
            throws IOException {
        int longest = ward.stream().mapToInt(List::size).max().orElse(0);
        long samples = 0;
        int rows = 0;
        for (int from = 0; from < longest && rows < rowsMax; from += frames) {
            for (int bed = 0; bed < ward.size(); bed++) {
                List<Observed> all = ward.get(bed);
                if (from < all.size()) {
                    List<Observed> part = all.subList(from, Math.min(from + frames, all.size()));
                    samples += part.stream()
                            .mapToLong(frame -> frame.values().size())
                            .sum();
                    journal.insert(
                            "patient|p-" + bed, new Batch(from / frames + 1L, List.copyOf(part)));
                    rows++;
                }
            }
        }
        return samples;
    }
}
