package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;

import io.vigil.journal.HistoryProvider;
import io.vigil.journal.VigilSerializer;
import io.vigil.journal.cassandra.PackedCopies.Copy;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.cassandra.query.javadsl.CassandraReadJournal;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.javadsl.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Histories from packed copies where there are any, and from the plugin's rows where there are none;
 * named by journal-cassandra.conf.
 */
public final class PackedReadJournal implements CurrentEventsByPersistenceIdQuery {

    private final CurrentEventsByPersistenceIdQuery rows;
    private final PackedCopies copies;
    private final Serialization serialization;

    private PackedReadJournal(ExtendedActorSystem system) {
        this.rows = PersistenceQuery.get(system)
                .getReadJournalFor(CassandraReadJournal.class, "pekko.persistence.cassandra.query");
        this.copies = new PackedCopies(system);
        this.serialization = SerializationExtension.get(system);
    }

    /** How Pekko makes it. */
    public static final class Provider extends HistoryProvider {
        public Provider(ExtendedActorSystem system) {
            super(new PackedReadJournal(system), Provider::isOutage);
        }

        /** A statement that Cassandra doesn't take is no outage: it won't take it later either. */
        private static boolean isOutage(Throwable failure) {
            return failure instanceof DriverException
                    && !(failure instanceof QueryValidationException);
        }
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
            String persistenceId, long from, long to) {
        long first = Math.max(1, from);
        return copies.read(persistenceId, first, to)
                .filterNot(Copy::isNone)
                .map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .statefulMapConcat(() -> new Parts(persistenceId, first, to)::next)
                .flatMapConcat(part -> part);
    }

    /** One query's copies, and the rows between and behind them. */
    private final class Parts {
        private final String persistenceId;
        private final long to;
        private long next;

        private Parts(String persistenceId, long from, long to) {
            this.persistenceId = persistenceId;
            this.next = from;
            this.to = to;
        }

        /** What there is up to the end of this copy; without one, all that is left. */
        private List<Source<EventEnvelope, NotUsed>> next(Optional<Copy> copy) {
            List<Source<EventEnvelope, NotUsed>> parts = new ArrayList<>();
            long gapEnd = copy.map(found -> found.first() - 1).orElse(to);
            if (next <= gapEnd) {
                parts.add(rows.currentEventsByPersistenceId(persistenceId, next, gapEnd));
            }
            copy.ifPresent(found -> {
                parts.add(Source.single(envelope(persistenceId, found)));
                next = found.last() + 1;
            });
            return parts;
        }
    }

    /** No one time is that of 64 rows; whoever reads histories goes by the events'. */
    private EventEnvelope envelope(String persistenceId, Copy copy) {
        Object batch = serialization
                .deserialize(copy.bytes(), VigilSerializer.ID, copy.manifest())
                .get();
        return EventEnvelope.apply(
                Offset.sequence(copy.last()), persistenceId, copy.last(), batch, 0L);
    }
}
