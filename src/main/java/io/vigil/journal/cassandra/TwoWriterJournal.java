package io.vigil.journal.cassandra;

import com.typesafe.config.Config;

import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;

import scala.Function1;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/**
 * The plugin's journal, whose recovery also finds the newest row twice; named by
 * journal-cassandra.conf.
 *
 * <p>Two nodes that each believe to have a patient leave two rows of one number, and both have been
 * acknowledged. The plugin ends a replay with the first row of the highest number; this one looks
 * whether there is another, and passes over what is behind it.
 */
public final class TwoWriterJournal extends CassandraJournal {

    public TwoWriterJournal(Config config, String path) {
        super(config, path);
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
                persistenceId,
                first,
                behind,
                max,
                row -> row.sequenceNr() <= last ? replay.apply(row) : BoxedUnit.UNIT);
    }
}
