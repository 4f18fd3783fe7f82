package io.vigil.core.replica;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * Envelopes of one patient on their way in: it drops what is known, holds what comes before its turn,
 * and says what is missing. Nothing is lost by what it drops: a sender has an envelope until it is
 * recorded here, and is asked again. Not safe for use by several threads.
 */
public final class Inbox {

    private final TreeMap<Dot, Envelope> waiting = new TreeMap<>();

    /**
     * What may be recorded now.
     *
     * @param marks what is recorded, or on its way to be
     * @return in this order; empty if the envelope is known or has to wait
     */
    public List<Envelope> offer(Envelope envelope, Versions marks) {
        if (marks.covers(envelope.dot())) {
            return List.of();
        }
        waiting.put(envelope.dot(), envelope);
        List<Envelope> ready = ready(marks);
        if (waiting.size() > Bounds.ENVELOPES_WAITING_MAX) {
            waiting.pollLastEntry();
        }
        return ready;
    }

    private List<Envelope> ready(Versions marks) {
        List<Envelope> ready = new ArrayList<>(1);
        Versions reached = marks;
        boolean isMoving = true;
        while (isMoving) {
            isMoving = false;
            Iterator<Envelope> each = waiting.values().iterator();
            while (each.hasNext()) {
                Envelope next = each.next();
                if (reached.covers(next.dot())) {
                    each.remove();
                } else if (Replica.missing(reached, next) == null) {
                    each.remove();
                    ready.add(next);
                    reached = reached.with(next.site(), next.seq());
                    isMoving = true;
                }
            }
        }
        return ready;
    }

    /** The first envelope that must come before one that waits, to be asked for; null: none. */
    public @Nullable Dot missing(Versions marks) {
        return waiting.isEmpty()
                ? null
                : Replica.missing(marks, waiting.firstEntry().getValue());
    }

    public int waiting() {
        return waiting.size();
    }
}
