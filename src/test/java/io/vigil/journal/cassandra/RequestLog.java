package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes down what the driver was asked for, and how many nodes had to answer. */
public final class RequestLog implements RequestTracker {

    private static final Queue<Sent> SENT = new ConcurrentLinkedQueue<>();

    record Sent(String query, String consistency) {}

    public RequestLog(DriverContext context) {}

    /** Of this keyspace's tables, in the order of the answers. */
    static List<Sent> of(String keyspace) {
        return SENT.stream()
                .filter(sent -> sent.query().contains(" " + keyspace + "."))
                .toList();
    }

    @Override
    public void onSuccess(
            Request request,
            long latencyNanos,
            DriverExecutionProfile profile,
            Node node,
            String prefix) {
        if (request instanceof BoundStatement bound) {
            SENT.add(new Sent(
                    bound.getPreparedStatement().getQuery(),
                    profile.getString(DefaultDriverOption.REQUEST_CONSISTENCY)));
        }
    }

    @Override
    public void close() {
        // What was written down is kept: a test looks at it after its sessions have ended.
    }
}
