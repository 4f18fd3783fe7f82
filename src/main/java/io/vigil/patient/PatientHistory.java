package io.vigil.patient;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * What a patient's journal tells of a time: the rows are streamed past and only what was asked for
 * is kept. The patient says which rows to read, so that no other is. Times are ms since the epoch,
 * both ends included.
 */
public final class PatientHistory {

    /** What one answer holds at most: a day of nine vitals once a second, and some more. */
    public static final int POINTS_MAX = 1_000_000;

    /** Tells which rows hold what happened in a time. */
    @FunctionalInterface
    public interface RowFinder {
        CompletionStage<PatientEntity.Rows> find(PatientId patient, long from, long to);
    }

    /** Reads rows of the journal: {@code HistoryReader::batches}. */
    @FunctionalInterface
    public interface RowReader {
        Source<Batch, NotUsed> read(String persistenceId, long first, long last);
    }

    /** One value. */
    public record Point(long at, double value) {}

    /** The values of one step of time, which begins at {@code at}. */
    public record Bucket(long at, double min, double mean, double max, long count) {}

    /** An alarm as it was at the end of the time asked for, and how it came to that. */
    public record AlarmRecord(Alarm alarm, List<Transition> transitions) {}

    /** {@code by} is who acknowledged it, else null. */
    public record Transition(
            long at,
            AlarmState state,
            Priority priority,
            @Nullable String by) {}

    /** More was asked for than is given at once. */
    public static final class TooMuch extends RuntimeException {
        TooMuch(String why) {
            super(why);
        }
    }

    private final RowFinder finder;
    private final RowReader reader;
    private final Materializer materializer;

    public PatientHistory(RowFinder finder, RowReader reader, Materializer materializer) {
        this.finder = finder;
        this.reader = reader;
        this.materializer = materializer;
    }

    /** Every value, sorted by time; fails with {@link TooMuch} past {@link #POINTS_MAX}. */
    public CompletionStage<Map<Vital, List<Point>>> values(
            PatientId patient, Set<Vital> vitals, long from, long to) {
        VitalHistory.Wanted wanted = new VitalHistory.Wanted(vitals, from, to);
        return fold(patient, from, to, new VitalHistory.Points(wanted), VitalHistory.Points::add)
                .thenApply(VitalHistory.Points::sorted);
    }

    /** The values of each step of time together; steps without a value are left out. */
    public CompletionStage<Map<Vital, List<Bucket>>> steps(
            PatientId patient, Set<Vital> vitals, long from, long to, long stepMs) {
        VitalHistory.Wanted wanted = new VitalHistory.Wanted(vitals, from, to);
        return fold(
                        patient,
                        from,
                        to,
                        new VitalHistory.Buckets(wanted, stepMs),
                        VitalHistory.Buckets::add)
                .thenApply(VitalHistory.Buckets::sorted);
    }

    /** The alarms that changed in this time, also if they were raised before it. */
    public CompletionStage<List<AlarmRecord>> alarms(PatientId patient, long from, long to) {
        return alarmsSince(patient, from, from, to)
                .thenCompose(found -> {
                    long earliest = found.earliestUnknown();
                    return earliest >= from
                            ? CompletableFuture.completedFuture(found)
                            : alarmsSince(patient, earliest, from, to);
                })
                .thenApply(AlarmsOfTime::sorted);
    }

    private CompletionStage<AlarmsOfTime> alarmsSince(
            PatientId patient, long readFrom, long from, long to) {
        return fold(patient, readFrom, to, new AlarmsOfTime(from, to), AlarmsOfTime::add);
    }

    private <T> CompletionStage<T> fold(
            PatientId patient, long from, long to, T zero, BiFunction<T, Batch, T> add) {
        return finder.find(patient, from, to)
                .thenCompose(rows -> reader.read(rows.persistenceId(), rows.first(), rows.last())
                        .runWith(Sink.fold(zero, add::apply), materializer));
    }
}
