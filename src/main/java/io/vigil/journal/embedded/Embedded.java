package io.vigil.journal.embedded;

import com.typesafe.config.Config;

import io.vigil.core.Nullable;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What a server's journal, its snapshots and its histories share: one store, opened and closed once. */
final class Embedded implements Extension {

    private static final Id ID = new Id();

    /** Recoveries and histories that wait for a thread. */
    private static final int READS_WAITING_MAX = 50_000;

    private final EmbeddedStore store;
    private final Rows rows;
    private final CommitLine line;
    private final Housekeeping housekeeping;
    private final ThreadPoolExecutor readers;

    private static final class Id extends AbstractExtensionId<Embedded> {

        @Override
        public Embedded createExtension(ExtendedActorSystem system) {
            Embedded embedded = new Embedded(system.settings().config());
            system.registerOnTermination(embedded::close);
            return embedded;
        }
    }

    private Embedded(Config config) {
        Config vigil = config.getConfig("vigil.journal");
        this.store = new EmbeddedStore(
                Path.of(config.getString("vigil.data"), "journal"), vigil.getBoolean("sync"));
        this.rows = new Rows(store);
        this.line = new CommitLine(
                store::write, vigil.getDuration("commit-interval", TimeUnit.MILLISECONDS));
        this.housekeeping = new Housekeeping(store);
        int threads = vigil.getInt("read-threads");
        this.readers = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(READS_WAITING_MAX),
                Thread.ofPlatform().daemon().name("journal-reads-", 0).factory());
        housekeeping.start();
    }

    static Embedded of(ClassicActorSystemProvider system) {
        ActorSystem classic = system.classicSystem();
        return ID.get(classic);
    }

    CommitLine line() {
        return line;
    }

    Rows rows() {
        return rows;
    }

    EmbeddedStore store() {
        return store;
    }

    /** Reads on a thread of the journal's own; fails if too many wait already. */
    <T extends @Nullable Object> CompletableFuture<T> ask(Callable<T> reading) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            readers.execute(() -> {
                try {
                    answer.complete(reading.call());
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /**
     * Reads once all that was to be written before is, or has failed: what may still land must not be
     * overlooked.
     */
    <T extends @Nullable Object> CompletableFuture<T> askWhenSettled(Callable<T> reading) {
        return line.settled().thenCompose(settled -> ask(reading));
    }

    /** All that was asked for is written; then nobody reads any more. */
    private void close() {
        housekeeping.close();
        line.close();
        readers.shutdown();
        store.close();
    }
}
