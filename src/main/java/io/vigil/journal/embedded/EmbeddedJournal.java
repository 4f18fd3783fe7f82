package io.vigil.journal.embedded;

import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Pekko's journal on the embedded store; named by journal.conf. */
public final class EmbeddedJournal extends AsyncWriteJournal {

    private final Embedded embedded = Embedded.of(context().system());
    private final Serialization serialization =
            SerializationExtension.get(context().system());

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
            Iterable<AtomicWrite> messages) {
        List<Optional<Exception>> refused = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (AtomicWrite write : messages) {
            refused.add(add(write, changes));
        }
        return FutureConverters.asScala(
                embedded.line().write(changes).thenApply(durable -> refused));
    }

    /** All of a write or nothing: one that can't be stored is refused, and the others go on. */
    private Optional<Exception> add(AtomicWrite write, List<Change> changes) {
        try {
            List<Change> rows = new ArrayList<>();
            for (PersistentRepr repr : CollectionConverters.asJava(write.payload())) {
                rows.add(Change.put(
                        Table.ROWS,
                        Keys.row(repr.persistenceId(), repr.sequenceNr()),
                        Row.of(repr, serialization).bytes()));
            }
            changes.addAll(rows);
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(e);
        }
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return FutureConverters.asScala(
                embedded.askWhenSettled(() -> rows().deletion(persistenceId, toSequenceNr))
                        .thenCompose(embedded.line()::write));
    }

    /** Not while a write of the incarnation before may still land: its number would be given twice. */
    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return FutureConverters.asScala(
                embedded.askWhenSettled(() -> rows().highest(persistenceId)));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replay) {
        return FutureConverters.asScala(
                replay(persistenceId, fromSequenceNr, toSequenceNr, max, replay));
    }

    private CompletableFuture<Void> replay(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        return embedded.ask(() -> {
            long left = max;
            for (long next = Math.max(1, from); left > 0 && next > 0 && next <= to; ) {
                Rows.Page page = rows().page(persistenceId, next, to);
                for (Rows.Numbered each : page.rows()) {
                    if (left-- > 0) {
                        replay.accept(
                                each.row().read(persistenceId, each.sequenceNr(), serialization));
                    }
                }
                next = page.next();
            }
            return null;
        });
    }

    private Rows rows() {
        return embedded.rows();
    }
}
