package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import scala.Tuple2;
import scala.util.Success;
import scala.util.Try;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Rows are lists of numbers here: at first each holds its own, a packed one those of its group. */
class RowPagesTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int PAGE = 200;

    private final NavigableMap<Long, List<Long>> rows = new TreeMap<>();
    private int queries;
    private Runnable afterEach = () -> {};

    @AfterAll
    static void close() {
        KIT.shutdownTestKit();
    }

    @Test
    void readsOnAcrossTheGapsOfPackedRows() throws Exception {
        write(100_000);
        packUpTo(90_000);

        assertThat(read(1, Long.MAX_VALUE)).isEqualTo(numbers(1, 100_000));
        // 1,400 packed rows and 10,000 others: 60 full pages, and some to find the widths.
        assertThat(queries).isLessThan(120);
    }

    @Test
    void readsDensePagesOfWholeGroups() throws Exception {
        write(1000);

        assertThat(read(1, 1000)).isEqualTo(numbers(1, 1000));
        assertThat(queries).isLessThan(8);
    }

    @Test
    void readsFromTheMiddleOfAGroupToItsEnd() throws Exception {
        write(1000);
        packUpTo(640);

        assertThat(read(70, RowGroup.last(200))).isEqualTo(numbers(65, 256));
    }

    @Test
    void everyEventIsSeenOnceWhileItsRowsAreBeingPacked() throws Exception {
        write(5000);
        long[] packed = {0};
        afterEach = () -> {
            packed[0] += 640;
            packUpTo(packed[0]);
        };

        assertThat(read(1, Long.MAX_VALUE)).isEqualTo(numbers(1, 5000));
    }

    @Test
    void anEmptyRangeHasNothing() throws Exception {
        write(10);

        assertThat(read(11, 10)).isEmpty();
        assertThat(read(11, Long.MAX_VALUE)).isEmpty();
    }

    private List<Long> read(long from, long to) throws Exception {
        List<Long> read = new ArrayList<>();
        RowPages.of(this::query, from, to, PAGE, Materializer.createMaterializer(KIT.system()))
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .forEach(row -> read.addAll(payload(row.get()._1())));
        return read;
    }

    @SuppressWarnings("unchecked")
    private static List<Long> payload(PersistentRepr row) {
        return (List<Long>) row.payload();
    }

    private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> query(
            long from, long to, long max) {
        queries++;
        List<Try<Tuple2<PersistentRepr, Object>>> page = new ArrayList<>();
        rows.subMap(from, true, to, true).forEach((number, numbers) -> {
            if (page.size() < max) {
                page.add(new Success<>(new Tuple2<>(row(number, numbers), number)));
            }
        });
        afterEach.run();
        return Source.from(page);
    }

    private static PersistentRepr row(long number, List<Long> numbers) {
        return PersistentRepr.apply(numbers, number, "patient|p-1", "", false, null, "w");
    }

    private void write(long count) {
        numbers(1, count).forEach(number -> rows.put(number, List.of(number)));
    }

    private void packUpTo(long number) {
        LongPredicate isFirst = n -> n == RowGroup.first(n);
        long until = RowGroup.lastComplete(Math.min(number, rows.lastKey() - 1));
        LongStream.rangeClosed(1, until).filter(isFirst).forEach(first -> {
            long last = RowGroup.last(first);
            rows.subMap(first, last).clear();
            rows.put(last, numbers(first, last));
        });
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
