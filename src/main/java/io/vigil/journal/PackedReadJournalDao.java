package io.vigil.journal;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.ReadJournalConfig;
import org.apache.pekko.persistence.jdbc.query.dao.DefaultReadJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;

import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;
import scala.util.Try;

import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/** The plugin's queries, which find packed rows too; named by journal.conf. */
public final class PackedReadJournalDao extends DefaultReadJournalDao {

    public PackedReadJournalDao(
            JdbcDatabaseDef database,
            JdbcProfile profile,
            ReadJournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
    }

    /** Live queries, which would go on past the last row, are the plugin's own. */
    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String persistenceId,
            long from,
            long to,
            int pageRows,
            Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
        if (refresh.isDefined()) {
            return super.messagesWithBatch(persistenceId, from, to, pageRows, refresh);
        }
        return RowPages.of(
                        (first, last, max) ->
                                messages(persistenceId, first, last, max).asJava(),
                        from,
                        to,
                        pageRows,
                        mat())
                .asScala();
    }
}
