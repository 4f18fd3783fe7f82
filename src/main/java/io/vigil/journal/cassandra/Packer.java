package io.vigil.journal.cassandra;

import io.vigil.core.Nullable;
import io.vigil.journal.PackedRow;
import io.vigil.journal.RowGroup;
import io.vigil.journal.cassandra.PackedCopies.Copy;
import io.vigil.journal.cassandra.PackingReport.Failed;
import io.vigil.journal.cassandra.PackingReport.Packed;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/**
 * Makes packed copies of old rows, a few patients at a time, beside whatever else the server does.
 * What is dropped or fails is made up for at the patient's next snapshot: how far it has come is in
 * the table of copies.
 */
final class Packer implements Extension {

    private static final Logger LOG = LoggerFactory.getLogger(Packer.class);
    private static final Id ID = new Id();

    /** Each waits for Cassandra most of the time, and has one request there. */
    private static final int PATIENTS_AT_ONCE = 4;

    /** A snapshot of each of a server's patients. */
    private static final int WAITING_MAX = 10_000;

    /** Sixteen times what comes from one snapshot to the next, so that it catches up after a while. */
    private static final int GROUPS_MAX = 64;

    private final ActorSystem system;
    private final Materializer materializer;
    private final PluginRows rows;
    private final PackedCopies copies;
    private final BoundedSourceQueue<Old> waiting;
    private volatile boolean isFailing;

    /** A patient's rows that are old enough. */
    private record Old(String persistenceId, long until) {}

    private Packer(ActorSystem system) {
        this.system = system;
        this.materializer = SystemMaterializer.get(system).materializer();
        this.rows = new PluginRows(system, materializer);
        this.copies = new PackedCopies(system);
        this.waiting = Source.<Old>queue(WAITING_MAX)
                .mapAsyncUnordered(PATIENTS_AT_ONCE, this::packAndReport)
                .to(Sink.ignore())
                .run(materializer);
    }

    private static final class Id extends AbstractExtensionId<Packer> {
        @Override
        public Packer createExtension(ExtendedActorSystem system) {
            return new Packer(system);
        }
    }

    static Packer of(ActorSystem system) {
        return ID.get(system);
    }

    /** A patient has a snapshot at this row: what is well behind it may be packed. */
    void after(String persistenceId, long row) {
        long until = until(row);
        if (until > 0) {
            var _ = waiting.offer(new Old(persistenceId, until));
        }
    }

    /** The last row whose group may be packed when there are rows up to this one. */
    static long until(long row) {
        return RowGroup.lastComplete(Math.max(0, row - RowWriters.MARGIN));
    }

    private CompletionStage<Integer> packAndReport(Old old) {
        return pack(old.persistenceId(), old.until()).handle((packed, failure) -> {
            if (failure == null) {
                isFailing = false;
                system.eventStream().publish(new Packed(packed));
                return packed;
            }
            String why = Reason.of(failure);
            if (!isFailing) {
                LOG.warn("Old rows are not packed for now: {}", why);
            }
            isFailing = true;
            system.eventStream().publish(new Failed(why));
            return 0;
        });
    }

    /**
     * Group by group, each written before the next is begun: so the newest copy tells how far it is.
     *
     * @return how many groups have been packed
     */
    CompletionStage<Integer> pack(String persistenceId, long until) {
        return copies.doneTo(persistenceId, until).thenCompose(done -> {
            long last = Math.min(until, done + (long) GROUPS_MAX * RowGroup.SIZE);
            return done < last
                    ? pack(persistenceId, done + 1, last)
                    : CompletableFuture.completedFuture(0);
        });
    }

    private CompletionStage<Integer> pack(String persistenceId, long first, long last) {
        long from = Math.max(1, first - RowWriters.MARGIN);
        return rows.writers(persistenceId, from, last + RowWriters.MARGIN)
                .thenCompose(writers -> Source.fromIterator(
                                () -> groups(first, last).iterator())
                        .mapAsync(1, group -> copy(persistenceId, group, writers))
                        .mapAsync(
                                1,
                                copy -> copies.write(persistenceId, copy)
                                        .thenApply(done -> copy.isNone() ? 0 : 1))
                        .runWith(Sink.fold(0, Integer::sum), materializer));
    }

    private static LongStream groups(long first, long last) {
        return LongStream.iterate(first, group -> group <= last, group -> group + RowGroup.SIZE);
    }

    private CompletionStage<Copy> copy(String persistenceId, long first, RowWriters writers) {
        if (!writers.isPackable(first)) {
            return CompletableFuture.completedFuture(Copy.none(first));
        }
        return rows.stored(persistenceId, first, RowGroup.last(first)).thenApply(stored -> {
            PackedRow packed = packed(persistenceId, first, stored);
            return packed == null ? Copy.none(first) : Copy.of(first, packed);
        });
    }

    private static @Nullable PackedRow packed(
            String persistenceId, long first, List<PluginRows.Stored> stored) {
        if (stored.size() != RowGroup.SIZE
                || !stored.stream().allMatch(PluginRows.Stored::isPackable)) {
            return null;
        }
        try {
            return PackedRow.of(stored.stream().map(PluginRows.Stored::bytes).toList());
        } catch (RuntimeException e) {
            LOG.warn(
                    "Rows {} to {} of {} are not packed: {}",
                    first,
                    RowGroup.last(first),
                    persistenceId,
                    e.toString());
            return null;
        }
    }
}
