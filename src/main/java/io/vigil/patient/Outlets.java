package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.journal.Batch;

import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where all patients of a server send what is durable, and how they read back what they no longer
 * have in memory. Few read back at once, or the first minute after an outage would have every
 * patient's reads before every patient's writes.
 */
public final class Outlets {

    /** For a server that keeps everything to itself. */
    public static final Outlets NONE =
            new Outlets(FeedPort.NONE, SitesPort.NONE, (id, first, last) -> Source.empty());

    private final FeedPort feed;
    private final SitesPort sites;
    private final PatientHistory.RowReader journal;
    private final AtomicInteger readers = new AtomicInteger();

    /** The right to read back, until it is given up. */
    final class Turn {
        private final AtomicBoolean over = new AtomicBoolean();

        void giveUp() {
            if (over.compareAndSet(false, true)) {
                readers.decrementAndGet();
            }
        }
    }

    public Outlets(FeedPort feed, SitesPort sites, PatientHistory.RowReader journal) {
        this.feed = feed;
        this.sites = sites;
        this.journal = journal;
    }

    FeedPort feed() {
        return feed;
    }

    SitesPort sites() {
        return sites;
    }

    /** Null while as many read back as may. */
    @Nullable
    Turn turn() {
        if (readers.incrementAndGet() <= Bounds.FEED_READERS_MAX) {
            return new Turn();
        }
        readers.decrementAndGet();
        return null;
    }

    /** Rows from {@code first} on, as many as are sent at once. */
    CompletionStage<List<Batch>> rows(
            String persistenceId, long first, long last, Materializer materializer) {
        Room room = new Room();
        return journal.read(persistenceId, first, last)
                .takeWhile(room::isLeftAfter, true)
                .runWith(Sink.seq(), materializer);
    }

    /** How much more is taken. For one stream. */
    private static final class Room {
        private int events;

        boolean isLeftAfter(Batch row) {
            // A row without events takes room too.
            events += Math.max(1, row.events().size());
            return events < Bounds.FEED_PAGE_EVENTS;
        }
    }
}
