package io.vigil.journal;

import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

import scala.Tuple2;
import scala.util.Try;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads rows page by page, whatever gaps packing has left between their sequence numbers.
 *
 * <p>pekko-persistence-jdbc 1.1.1 takes a short page for the end: past its first page it asks for
 * as many sequence numbers as a page holds rows, so that it would stop, in silence, at the first
 * gap.
 * Asking for all that is left instead costs H2 a sort of all that is left, for each page. So the
 * range asked for widens where rows are few and narrows where they are many.
 *
 * <p>A page ends where a group of rows does, as it is packed in one transaction and read in one
 * statement: no event is seen twice, nor missed, while its rows are being packed.
 */
final class RowPages {

    private static final int WIDEN = 4;

    /** A page holds at least one group. */
    private static final int ROWS_MIN = 2 * RowGroup.SIZE;

    /** Reads at most {@code max} rows, {@code from} to {@code to}, in order. */
    @FunctionalInterface
    interface Query {
        Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> rows(long from, long to, long max);
    }

    /** The next range to ask for; none when from is 0. */
    private record Range(long from, long width) {

        static final Range NONE = new Range(0, 0);

        /** The last sequence number to ask for. */
        long end() {
            return from > Long.MAX_VALUE - width ? Long.MAX_VALUE : RowGroup.last(from + width - 1);
        }
    }

    private final Query query;
    private final long to;
    private final int rowsMax;
    private final Materializer materializer;

    private RowPages(Query query, long to, int rowsMax, Materializer materializer) {
        this.query = query;
        this.to = to;
        this.rowsMax = rowsMax;
        this.materializer = materializer;
    }

    static Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> of(
            Query query, long from, long to, int rowsMax, Materializer materializer) {
        int rows = Math.max(rowsMax, ROWS_MIN);
        RowPages pages = new RowPages(query, to, rows, materializer);
        return Source.unfoldAsync(new Range(Math.max(1, from), rows), pages::next)
                .mapConcat(page -> page);
    }

    private CompletionStage<Optional<Pair<Range, List<Try<Tuple2<PersistentRepr, Object>>>>>> next(
            Range range) {
        if (range.from() == 0 || range.from() > to) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        long end = Math.min(range.end(), to);
        return query.rows(range.from(), end, rowsMax)
                .runWith(Sink.seq(), materializer)
                .thenApply(rows -> Optional.of(page(range, end, rows)));
    }

    private Pair<Range, List<Try<Tuple2<PersistentRepr, Object>>>> page(
            Range range, long end, List<Try<Tuple2<PersistentRepr, Object>>> rows) {
        if (rows.size() == rowsMax) {
            List<Try<Tuple2<PersistentRepr, Object>>> whole = wholeGroups(rows);
            long last = sequenceNr(whole.getLast());
            return Pair.create(new Range(last + 1, last - range.from() + 1), whole);
        }
        if (end == to) {
            return Pair.create(Range.NONE, rows);
        }
        boolean few = rows.size() < rowsMax / WIDEN;
        long width = few && range.width() < Long.MAX_VALUE / WIDEN
                ? range.width() * WIDEN
                : range.width();
        return Pair.create(new Range(end + 1, width), rows);
    }

    /** Without the last group if its end may be missing. */
    private static List<Try<Tuple2<PersistentRepr, Object>>> wholeGroups(
            List<Try<Tuple2<PersistentRepr, Object>>> rows) {
        long last = sequenceNr(rows.getLast());
        if (last == RowGroup.last(last)) {
            return rows;
        }
        int size = rows.size();
        while (sequenceNr(rows.get(size - 1)) >= RowGroup.first(last)) {
            size--;
        }
        return rows.subList(0, size);
    }

    /** A row that can't be read fails the page, as it does in the plugin. */
    private static long sequenceNr(Try<Tuple2<PersistentRepr, Object>> row) {
        return row.get()._1().sequenceNr();
    }
}
