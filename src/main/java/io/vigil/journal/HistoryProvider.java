package io.vigil.journal;

import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.ReadJournal;
import org.apache.pekko.stream.scaladsl.Source;

import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/** How Pekko comes to a journal to read: it wants one for Scala besides. */
public abstract class HistoryProvider implements ReadJournalProvider {

    private final CurrentEventsByPersistenceIdQuery journal;

    /** @param isOutage of the store, other than what is wrong with the journal or with us */
    protected HistoryProvider(
            CurrentEventsByPersistenceIdQuery journal, Predicate<Throwable> isOutage) {
        this.journal = (id, from, to) -> journal.currentEventsByPersistenceId(id, from, to)
                .mapError(Throwable.class, e -> named(e, isOutage));
    }

    private static Throwable named(Throwable failure, Predicate<Throwable> isOutage) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return isOutage.test(cause) ? new JournalUnavailableException(cause) : failure;
    }

    @Override
    public final CurrentEventsByPersistenceIdQuery javadslReadJournal() {
        return journal;
    }

    @Override
    public final ReadJournal scaladslReadJournal() {
        return new ForScala(journal);
    }

    private record ForScala(CurrentEventsByPersistenceIdQuery journal)
            implements org.apache.pekko.persistence.query.scaladsl
                    .CurrentEventsByPersistenceIdQuery {

        @Override
        public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
                String id, long from, long to) {
            return journal.currentEventsByPersistenceId(id, from, to).asScala();
        }
    }
}
