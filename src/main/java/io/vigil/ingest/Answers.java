package io.vigil.ingest;

import io.vigil.core.Bounds;
import io.vigil.core.Invariants;
import io.vigil.core.Nullable;

import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The bounded way from a session to its socket.
 *
 * <p>Acks say 'all up to here', so a device that reads them too late loses nothing when it is cut
 * off: its next {@code ready} says how far it got. That is why a full queue ends the connection.
 */
final class Answers {

    /** Each device of the largest gateway may have a few answers waiting for a slow network. */
    static final int QUEUE_MESSAGES = 4 * Bounds.DEVICES_PER_CONNECTION_MAX;

    private final BoundedSourceQueue<ServerMessage> queue;
    private final AtomicReference<@Nullable SocketClose> close;

    /** @param close is set when the server ends the connection, to why it did */
    Answers(BoundedSourceQueue<ServerMessage> queue, AtomicReference<@Nullable SocketClose> close) {
        this.queue = queue;
        this.close = close;
    }

    /** False once the connection is at its end. */
    boolean say(ServerMessage message) {
        QueueOfferResult result = queue.offer(message);
        if (result.isEnqueued()) {
            return true;
        }
        if (result.equals(QueueOfferResult.dropped())) {
            close.compareAndSet(null, SocketClose.policy("answers are not read"));
            queue.fail(new UnreadAnswers());
        }
        return false;
    }

    /** Ends the connection once all that was said is sent. */
    void close(SocketClose why) {
        close.compareAndSet(null, why);
        complete();
    }

    void complete() {
        if (!queue.isCompleted()) {
            try {
                queue.complete();
            } catch (IllegalStateException e) {
                // The socket went away between the two lines; there is no other way to find out.
                Invariants.check(queue.isCompleted(), "a queue that can't complete is complete");
            }
        }
    }

    /** Drops what waits: a device that doesn't read would never get it. */
    private static final class UnreadAnswers extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnreadAnswers() {
            super("a device does not read its answers", null, false, false);
        }
    }
}
