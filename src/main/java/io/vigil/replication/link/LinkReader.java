package io.vigil.replication.link;

import io.vigil.core.Nullable;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.patient.PatientEntity.Missing;
import io.vigil.patient.PatientEntity.NotTaken;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.patient.PatientEntity.Taken;
import io.vigil.replication.Reason;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Has;
import io.vigil.replication.link.LinkMessage.Lacks;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.Done;
import org.slf4j.Logger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What comes of a letter. A letter is done with when its envelope is durable here, or asked for. */
final class LinkReader {

    /** A store that is away is a restart away, or a device's worth of patience. */
    private static final int TRIES = 20;

    /** Answers a site. */
    interface Post {
        void answer(SiteId to, String patient, LinkMessage message);
    }

    private final LinkTarget target;
    private final LinkWatch watch;
    private final Metrics metrics;
    private final Post post;
    private final Executor later;
    private final Logger log;

    /** @param later runs a task after a pause, in which a store may come back */
    LinkReader(
            LinkTarget target,
            LinkWatch watch,
            Metrics metrics,
            Post post,
            Executor later,
            Logger log) {
        this.target = target;
        this.watch = watch;
        this.metrics = metrics;
        this.post = post;
        this.later = later;
        this.log = log;
    }

    /** Never fails. */
    CompletionStage<Done> read(byte[] bytes, String where) {
        Letter letter;
        try {
            letter = LinkCodec.decode(bytes);
        } catch (IllegalArgumentException e) {
            // Whoever sent it gets no answer, and sends it again.
            metrics.letterUnreadable();
            log.error("{} is no letter, and is passed over: {}", where, e.getMessage());
            return done();
        }
        return read(letter);
    }

    /** Never fails. */
    CompletionStage<Done> read(Letter letter) {
        switch (letter.message()) {
            case Beat beat -> watch.beat(letter.from(), beat.wallMs());
            case Has has -> target.has(has.patient(), letter.from(), has.dot());
            case Lacks lacks -> target.lacks(lacks.patient(), letter.from(), lacks.dot());
            case Deliver deliver -> {
                return deliver(letter.from(), deliver, TRIES);
            }
        }
        return done();
    }

    private CompletionStage<Done> deliver(SiteId from, Deliver letter, int triesLeft) {
        Envelope envelope = letter.envelope();
        return target.deliver(envelope, letter.isAhead())
                .handle((answer, failure) ->
                        failure == null ? answered(from, letter, answer) : Reason.of(failure))
                .thenCompose(why -> {
                    if (why == null) {
                        return done();
                    }
                    if (triesLeft <= 1) {
                        metrics.envelopeNotTaken();
                        log.warn(
                                "envelope {} of patient {} is not taken, and is waited for again:"
                                        + " {}",
                                envelope.dot(),
                                envelope.patient(),
                                why);
                        return done();
                    }
                    return CompletableFuture.supplyAsync(Done::getInstance, later)
                            .thenCompose(again -> deliver(from, letter, triesLeft - 1));
                });
    }

    /** Null if that was all; else why to try again. */
    private @Nullable String answered(SiteId from, Deliver letter, SiteAnswer answer) {
        Envelope envelope = letter.envelope();
        String patient = envelope.patient().value();
        return switch (answer) {
            case Taken taken -> {
                metrics.envelopeTaken();
                if (letter.isAsking()) {
                    post.answer(from, patient, new Has(envelope.patient(), envelope.dot()));
                }
                yield null;
            }
            case Missing missing -> {
                if (letter.isAsking()) {
                    metrics.envelopesAskedFor();
                    log.info(
                            "patient {}: site {} is asked for {}, which must come before {}",
                            patient,
                            from,
                            missing.missing(),
                            envelope.dot());
                    post.answer(from, patient, new Lacks(envelope.patient(), missing.missing()));
                }
                yield null;
            }
            case NotTaken not -> not.why();
        };
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
