package io.vigil.journal;

import io.vigil.core.patient.AlarmContext;
import io.vigil.core.patient.PatientState;

/**
 * How far a patient's rows are published, and where to begin reading to publish the others.
 *
 * <p>A row tells what changed of an alarm, a feed tells the alarm whole: whoever publishes a row must
 * know the alarms before it. A snapshot may be far ahead of the cursor (Kafka is down for a day, the
 * patient's journal goes on), so the cursor keeps two points of its own: one that is not behind it
 * to begin from, and one ahead that takes its place once the cursor has passed. That is as much for a
 * day's outage as for none.
 *
 * @param through every row up to this one is published
 * @param base not after {@code through}
 * @param next the base once the cursor has come so far
 */
public record FeedCursor(long through, Point base, Point next) {

    /** A row, and the alarms after it. */
    public record Point(long row, AlarmContext context) {}

    private static final Point BEGINNING = new Point(0, AlarmContext.NONE);

    /** Nothing is published, and there is nothing yet. */
    public static final FeedCursor START = new FeedCursor(0, BEGINNING, BEGINNING);

    /**
     * After one more row.
     *
     * @param after the patient after it
     */
    FeedCursor with(Batch batch, PatientState after) {
        long reached = Math.max(through, batch.published());
        if (reached >= next.row()) {
            return new FeedCursor(reached, next, new Point(batch.number(), AlarmContext.of(after)));
        }
        return reached == through ? this : new FeedCursor(reached, base, next);
    }
}
