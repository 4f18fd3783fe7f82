package io.vigil.journal.cassandra;

import com.typesafe.config.Config;

import org.apache.pekko.event.EventStream;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;

import scala.Function1;
import scala.concurrent.Future;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The plugin's journal, whose recovery also finds the newest row twice; named by
 * journal-cassandra.conf.
 *
 * <p>Two nodes that each believe to have a patient leave two rows of one number, and both have been
 * acknowledged. The plugin ends a replay with the first row of the highest number; this one looks
 * whether there is another, and passes over what is behind it. Whoever listens is told of each such
 * row: {@link TwoWriters}.
 */
public final class TwoWriterJournal extends CassandraJournal {

    private final EventStream listeners;

    public TwoWriterJournal(Config config, String path) {
        super(config, path);
        this.listeners = context().system().eventStream();
    }

    @Override
    public Future<BoxedUnit> asyncReplayMessages(
            String persistenceId,
            long first,
            long last,
            long max,
            Function1<PersistentRepr, BoxedUnit> replay) {
        long behind = last == Long.MAX_VALUE ? last : last + 1;
        return super.asyncReplayMessages(
                persistenceId, first, behind, max, new Replay(persistenceId, last, replay));
    }

    /** One recovery's rows, one after the other. */
    private final class Replay extends AbstractFunction1<PersistentRepr, BoxedUnit> {
        private final String persistenceId;
        private final long last;
        private final Function1<PersistentRepr, BoxedUnit> next;
        private long before;

        private Replay(String persistenceId, long last, Function1<PersistentRepr, BoxedUnit> next) {
            this.persistenceId = persistenceId;
            this.last = last;
            this.next = next;
        }

        @Override
        public BoxedUnit apply(PersistentRepr row) {
            long number = row.sequenceNr();
            if (number > last) {
                return BoxedUnit.UNIT;
            }
            if (number == before) {
                listeners.publish(new TwoWriters(persistenceId, number));
            }
            before = number;
            return next.apply(row);
        }
    }
}
