package io.vigil.api;

import io.vigil.core.Nullable;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers which writes were done under which key, so that a client which never saw its answer
 * can ask again without doing the write twice.
 *
 * <p>A write is running until it is done or dropped. Whoever repeats a running one waits for the
 * same answer; whoever repeats one that is done gets that answer; one that was dropped changed
 * nothing and may run again. A key never stands for two different bodies. Both the running and
 * the done are bounded: the oldest done are forgotten first, the running never before their time.
 * Time is given by the caller and never goes back.
 *
 * @param <A> an answer
 */
final class IdempotencyStore<A> {

    private final Limits limits;
    private final LinkedHashMap<Write, Entry<A>> running = new LinkedHashMap<>();
    private final LinkedHashMap<Write, Entry<A>> done = new LinkedHashMap<>();

    /**
     * @param runningMs a write that took longer than this has been lost: it may run again
     * @param doneMs how long the answer of a write stays known
     */
    record Limits(int runningMax, int doneMax, long runningMs, long doneMs) {

        /**
         * A ward's people and gateways write a few times a second at most: ten thousand answers
         * cover a day of a hospital, and a day covers every client that still retries.
         */
        static final Limits DEFAULT = new Limits(1024, 10_000, 60_000, 24L * 3600 * 1000);
    }

    /** @param call method and path: the same key on another call is another write */
    record Write(String subject, String call, String key) {}

    sealed interface Claim<A> {

        /** Nobody did this yet: do it, then report it done or drop it. */
        record First<A>(Write write, Entry<A> entry) implements Claim<A> {}

        /** Somebody does or did this: the answer is theirs. */
        record Repeat<A>(CompletionStage<A> answer) implements Claim<A> {}

        /** The key stands for another body. */
        record Mismatch<A>() implements Claim<A> {}

        /** Too many writes are running. */
        record Full<A>() implements Claim<A> {}
    }

    static final class Entry<A> {

        private final byte[] bodyHash;
        private final CompletableFuture<A> answer = new CompletableFuture<>();
        private long sinceMs;

        private Entry(byte[] bodyHash, long sinceMs) {
            this.bodyHash = bodyHash.clone();
            this.sinceMs = sinceMs;
        }
    }

    IdempotencyStore(Limits limits) {
        this.limits = limits;
    }

    synchronized Claim<A> claim(Write write, byte[] bodyHash, long nowMs) {
        forgetOlder(running, nowMs - limits.runningMs());
        forgetOlder(done, nowMs - limits.doneMs());
        Entry<A> known = find(write);
        if (known != null) {
            return Arrays.equals(known.bodyHash, bodyHash)
                    ? new Claim.Repeat<>(known.answer.minimalCompletionStage())
                    : new Claim.Mismatch<>();
        }
        if (running.size() >= limits.runningMax()) {
            return new Claim.Full<>();
        }
        Entry<A> entry = new Entry<>(bodyHash, nowMs);
        running.put(write, entry);
        return new Claim.First<>(write, entry);
    }

    /** The write took place: its answer is everybody's who asks again. */
    void done(Claim.First<A> claim, A answer, long nowMs) {
        synchronized (this) {
            if (running.remove(claim.write(), claim.entry())) {
                claim.entry().sinceMs = nowMs;
                done.put(claim.write(), claim.entry());
                forgetEldest();
            }
        }
        claim.entry().answer.complete(answer);
    }

    /** The write changed nothing: who waits gets this answer, who comes later runs it again. */
    void dropped(Claim.First<A> claim, A answer) {
        synchronized (this) {
            running.remove(claim.write(), claim.entry());
        }
        claim.entry().answer.complete(answer);
    }

    synchronized int size() {
        return running.size() + done.size();
    }

    private @Nullable Entry<A> find(Write write) {
        Entry<A> entry = done.get(write);
        return entry != null ? entry : running.get(write);
    }

    private void forgetEldest() {
        if (done.size() > limits.doneMax()) {
            done.pollFirstEntry();
        }
    }

    /** Both maps are in order of time, so the old ones are at the front. */
    private static <A> void forgetOlder(Map<Write, Entry<A>> entries, long beforeMs) {
        Iterator<Map.Entry<Write, Entry<A>>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext() && oldest.next().getValue().sinceMs <= beforeMs) {
            oldest.remove();
        }
    }
}
