package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.driver.internal.core.session.SessionWrapper;

import java.util.concurrent.CompletionStage;

/**
 * A session that writes the rows which carry an alarm twice at once: as its profile says (a majority
 * of this data centre) and at the consistency of the profile {@value #PROFILE} (a majority of all
 * copies). The row is written when both have answered.
 *
 * <p>The wider majority alone would not do: of six copies in two data centres it may have the three
 * over there and one here, and a recovery, which asks a majority of here, may miss the row. As it is
 * the same row with the same key, writing it twice changes nothing.
 */
final class AlarmQuorumSession extends SessionWrapper implements CqlSession {

    static final String PROFILE = "vigil-alarms";

    AlarmQuorumSession(CqlSession session) {
        super(session);
    }

    /** The driver's one way in: all its other methods end here. */
    @Override
    public <RequestT extends Request, ResultT> ResultT execute(
            RequestT request, GenericType<ResultT> type) {
        ResultT here = super.execute(request, type);
        if (!type.equals(Statement.ASYNC) || !AlarmTagger.isMarked(request)) {
            return here;
        }
        Statement<?> everywhere = ((Statement<?>) request).setExecutionProfileName(PROFILE);
        return both(here, super.execute(everywhere, Statement.ASYNC));
    }

    /** {@code here} is what {@link Statement#ASYNC} stands for, which the compiler can't know. */
    @SuppressWarnings("unchecked")
    private static <ResultT> ResultT both(
            ResultT here, CompletionStage<AsyncResultSet> everywhere) {
        CompletionStage<AsyncResultSet> first = (CompletionStage<AsyncResultSet>) here;
        return (ResultT) first.thenCombine(everywhere, (result, _) -> result);
    }
}
