package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.session.Request;

import io.vigil.core.patient.AlarmHistory;
import io.vigil.journal.Batch;

import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.WriteEventAdapter;

import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Marks the journal rows that carry an alarm's transition, in their column of tags: the only thing
 * that the plugin lets through to the statement which writes the row.
 */
public final class AlarmTagger implements WriteEventAdapter {

    static final String TAG = "alarm";

    /** A column of the plugin's table of rows, and of no other. */
    private static final String TAGS = "tags";

    @Override
    public String manifest(Object event) {
        return "";
    }

    @Override
    public Object toJournal(Object event) {
        return event instanceof Batch batch && carriesAlarm(batch)
                ? new Tagged(event, Set.of(TAG))
                : event;
    }

    private static boolean carriesAlarm(Batch batch) {
        return batch.events().stream().anyMatch(event -> AlarmHistory.subject(event) != null);
    }

    /** Whether this writes a row that {@link #toJournal} has marked. */
    static boolean isMarked(Request request) {
        return switch (request) {
            case BoundStatement row ->
                row.getPreparedStatement().getVariableDefinitions().contains(TAGS)
                        && isMarked(row.getSet(TAGS, String.class));
            case BatchStatement rows ->
                StreamSupport.stream(rows.spliterator(), false).anyMatch(AlarmTagger::isMarked);
            default -> false;
        };
    }

    private static boolean isMarked(Set<String> tags) {
        return tags != null && tags.contains(TAG);
    }
}
