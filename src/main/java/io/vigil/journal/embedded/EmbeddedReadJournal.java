package io.vigil.journal.embedded;

import io.vigil.journal.HistoryProvider;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.javadsl.Source;

import java.io.IOException;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** Histories from the embedded store, as fast as they are taken; named by journal.conf. */
public final class EmbeddedReadJournal implements CurrentEventsByPersistenceIdQuery {

    private final Embedded embedded;
    private final Serialization serialization;

    private EmbeddedReadJournal(ExtendedActorSystem system) {
        this.embedded = Embedded.of(system);
        this.serialization = SerializationExtension.get(system);
    }

    /** How Pekko makes it. */
    public static final class Provider extends HistoryProvider {
        public Provider(ExtendedActorSystem system) {
            super(new EmbeddedReadJournal(system), Provider::isOutage);
        }

        /** Pekko's word for bytes that nobody can read is an IOException, too. */
        private static boolean isOutage(Throwable failure) {
            return failure instanceof RejectedExecutionException
                    || failure instanceof IOException
                            && !(failure instanceof NotSerializableException);
        }
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
            String persistenceId, long from, long to) {
        return Source.unfoldAsync(
                        Math.max(1, from),
                        next -> embedded.ask(() -> next == 0 || next > to
                                ? Optional.<Pair<Long, List<EventEnvelope>>>empty()
                                : Optional.of(page(persistenceId, next, to))))
                .mapConcat(page -> page);
    }

    private Pair<Long, List<EventEnvelope>> page(String persistenceId, long from, long to)
            throws IOException {
        Rows.Page page = embedded.rows().page(persistenceId, from, to);
        List<EventEnvelope> events = page.rows().stream()
                .map(each -> EventEnvelope.apply(
                        Offset.sequence(each.sequenceNr()),
                        persistenceId,
                        each.sequenceNr(),
                        each.row().event().read(serialization),
                        each.row().timestamp()))
                .toList();
        return Pair.create(page.next(), events);
    }
}
