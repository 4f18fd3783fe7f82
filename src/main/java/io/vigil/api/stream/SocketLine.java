package io.vigil.api.stream;

import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardEntity.Change;

import org.apache.pekko.stream.BoundedSourceQueue;

/** The queue of a stream's transport. Its session is the only one that offers to it. */
final class SocketLine<T> implements Line {

    private final BoundedSourceQueue<T> queue;
    private final int capacity;
    private final Rendering<T> rendering;
    private final Metrics metrics;

    SocketLine(BoundedSourceQueue<T> queue, int capacity, Rendering<T> rendering, Metrics metrics) {
        this.queue = queue;
        this.capacity = capacity;
        this.rendering = rendering;
        this.metrics = metrics;
    }

    /** Rendered only when there is room: a rendering counts as sent. */
    @Override
    public boolean offer(Outgoing message) {
        if (free() == 0 || !queue.offer(rendering.render(message)).isEnqueued()) {
            return false;
        }
        if (message instanceof Outgoing.Feed feed
                && feed.message() instanceof Change change
                && change.receivedNanos() > 0) {
            metrics.announced(System.nanoTime() - change.receivedNanos());
        }
        return true;
    }

    @Override
    public int free() {
        return queue.isCompleted() ? 0 : Math.max(0, capacity - queue.size());
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void complete() {
        try {
            queue.complete();
        } catch (IllegalStateException e) {
            // The client was faster: its side of the queue is closed already.
            return;
        }
    }
}
