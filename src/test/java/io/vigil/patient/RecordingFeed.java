package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.patient.PatientEvent;
import io.vigil.journal.Batch;

import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** A feed that writes down what it takes, and can be away. */
final class RecordingFeed implements FeedPort {

    /** What the feed does with what it gets. */
    enum Mode {
        THERE,
        /** It takes nothing, and says so. */
        AWAY,
        /** It says nothing, whether it has taken the records or not. */
        SILENT
    }

    /** A record's place. */
    record Place(long batch, int event) implements Comparable<Place> {
        static Place of(FeedRecord record) {
            return new Place(record.batch(), record.event());
        }

        @Override
        public int compareTo(Place other) {
            int byBatch = Long.compare(batch, other.batch);
            return byBatch != 0 ? byBatch : Integer.compare(event, other.event);
        }
    }

    volatile Mode mode = Mode.THERE;
    private final List<FeedRecord> taken = new ArrayList<>();
    private int tries;

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public synchronized void publish(List<FeedRecord> records, ActorRef<Outcome> replyTo) {
        tries++;
        switch (mode) {
            case THERE -> {
                taken.addAll(records);
                replyTo.tell(Outcome.PUBLISHED);
            }
            case AWAY -> replyTo.tell(Outcome.FAILED);
            case SILENT -> {}
        }
    }

    synchronized int tries() {
        return tries;
    }

    synchronized List<FeedRecord> taken() {
        return List.copyOf(taken);
    }

    /** The alarm that was published last. */
    FeedRecord.AlarmChanged lastAlarm() {
        return taken().stream()
                .filter(FeedRecord.AlarmChanged.class::isInstance)
                .map(FeedRecord.AlarmChanged.class::cast)
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(holds);
    }

    /** Waits until every event of the rows is published that is to be; in order, each first time. */
    void awaitAll(List<Batch> rows) {
        SortedSet<Place> wanted = wanted(rows);
        await("all published", () -> places().containsAll(wanted));
        assertThat(List.copyOf(places())).isEqualTo(List.copyOf(wanted));
    }

    /** The places of all that is to be published. */
    static SortedSet<Place> wanted(List<Batch> rows) {
        SortedSet<Place> wanted = new TreeSet<>();
        for (Batch row : rows) {
            for (int place = 0; place < row.events().size(); place++) {
                if (isPublished(row.events().get(place))) {
                    wanted.add(new Place(row.number(), place));
                }
            }
        }
        return wanted;
    }

    /** Each once, in the order in which they came first. */
    SequencedSet<Place> places() {
        SequencedSet<Place> places = new LinkedHashSet<>();
        taken().forEach(record -> places.add(Place.of(record)));
        return places;
    }

    private static boolean isPublished(PatientEvent event) {
        return event instanceof PatientEvent.Observed
                || event instanceof PatientEvent.ChartedByHand
                || event instanceof PatientEvent.AlarmRaised
                || event instanceof PatientEvent.AlarmEnded
                || event instanceof PatientEvent.AlarmReleased
                || event instanceof PatientEvent.AlarmEscalated
                || event instanceof PatientEvent.AlarmAcknowledged;
    }
}
