package io.vigil.journal;

import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.ReadJournal;
import org.apache.pekko.stream.scaladsl.Source;

/** How Pekko comes to a journal to read: it wants one for Scala besides. */
public abstract class HistoryProvider implements ReadJournalProvider {

    private final CurrentEventsByPersistenceIdQuery journal;

    protected HistoryProvider(CurrentEventsByPersistenceIdQuery journal) {
        this.journal = journal;
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
