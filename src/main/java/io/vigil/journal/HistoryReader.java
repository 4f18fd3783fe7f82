package io.vigil.journal;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Source;

/** Reads a patient's rows back, as they were written and in their order, as fast as they are taken. */
public final class HistoryReader {

    private final CurrentEventsByPersistenceIdQuery journal;

    private HistoryReader(CurrentEventsByPersistenceIdQuery journal) {
        this.journal = journal;
    }

    /** Reads the journal that the configuration names: {@code vigil.journal.read-plugin}. */
    public static HistoryReader create(ActorSystem<?> system) {
        String plugin = system.settings().config().getString("vigil.journal.read-plugin");
        return of(PersistenceQuery.get(system)
                .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, plugin));
    }

    /** Reads any journal. */
    public static HistoryReader of(CurrentEventsByPersistenceIdQuery journal) {
        return new HistoryReader(journal);
    }

    /**
     * Rows {@code first} to {@code last}, both included; none when first is above last. May give
     * events before and after them too: where rows are packed into one, all that is in it.
     */
    public Source<Batch, NotUsed> batches(String persistenceId, long first, long last) {
        if (first > last) {
            return Source.empty();
        }
        return journal.currentEventsByPersistenceId(persistenceId, first, RowGroup.last(last))
                .map(row -> (Batch) row.event());
    }
}
