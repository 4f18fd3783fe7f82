package io.vigil.replication.link;

import static io.vigil.replication.link.LinkCodecTest.EDGE;
import static io.vigil.replication.link.LinkCodecTest.PATIENT;
import static io.vigil.replication.link.LinkCodecTest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.PatientId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.patient.PatientEntity.Missing;
import io.vigil.patient.PatientEntity.NotTaken;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.patient.PatientEntity.Taken;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Has;
import io.vigil.replication.link.LinkMessage.Lacks;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A letter is done with when its envelope is durable, or asked for; and never before. */
class LinkReaderTest implements LinkTarget {

    private final Deque<CompletableFuture<SiteAnswer>> answers = new ArrayDeque<>();
    private final List<Object> told = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private final LinkWatch watch = new LinkWatch(
            new SiteId("central"),
            true,
            List.of(new Peer(EDGE, Set.of(), "topic")),
            InstantSource.system(),
            NOPLogger.NOP_LOGGER);
    private final LinkReader reader = new LinkReader(
            this,
            watch,
            metrics,
            (to, patient, message) -> told.add(message),
            CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS),
            NOPLogger.NOP_LOGGER);

    @Override
    public CompletionStage<SiteAnswer> deliver(Envelope envelope, boolean isAhead) {
        told.add(envelope.dot() + (isAhead ? " ahead" : ""));
        return answers.remove();
    }

    @Override
    public void has(PatientId patient, SiteId site, Dot dot) {
        told.add(site + " has " + dot);
    }

    @Override
    public void lacks(PatientId patient, SiteId site, Dot dot) {
        told.add(site + " lacks " + dot);
    }

    private CompletableFuture<?> read(LinkMessage message) {
        return reader.read(LinkCodec.encode(new Letter(EDGE, message)), "here")
                .toCompletableFuture();
    }

    private static SiteAnswer taken(long seq) {
        return new Taken(PATIENT, EDGE, seq);
    }

    @Test
    void aLetterWaitsUntilItsEnvelopeIsDurable() {
        CompletableFuture<SiteAnswer> answer = new CompletableFuture<>();
        answers.add(answer);
        CompletableFuture<?> reading = read(new Deliver(envelope(3), false, true));
        assertThat(reading).isNotDone();

        answer.complete(taken(3));
        assertThat(reading).isDone();
        assertThat(told).containsExactly("edge-1:3", new Has(PATIENT, new Dot(EDGE, 3)));
    }

    @Test
    void onlyWhoAsksIsAnswered() {
        answers.add(CompletableFuture.completedFuture(taken(3)));
        answers.add(CompletableFuture.completedFuture(taken(4)));
        assertThat(read(new Deliver(envelope(3), false, false))).isDone();
        assertThat(read(new Deliver(envelope(4), true, false))).isDone();

        assertThat(told).containsExactly("edge-1:3", "edge-1:4 ahead");
    }

    @Test
    void whatIsMissingIsAskedFor() {
        Dot missing = new Dot(EDGE, 2);
        answers.add(
                CompletableFuture.completedFuture(new Missing(PATIENT, new Dot(EDGE, 3), missing)));
        assertThat(read(new Deliver(envelope(3), false, true))).isDone();

        assertThat(told).containsExactly("edge-1:3", new Lacks(PATIENT, missing));
        assertThat(metrics.scrape()).contains("vigil_link_gaps_total 1.0");
    }

    @Test
    void whatTheStoreDoesNotTakeAndWhatIsNotAnsweredIsTriedAgain() {
        Dot dot = new Dot(EDGE, 3);
        answers.add(CompletableFuture.completedFuture(new NotTaken(PATIENT, dot, "no store")));
        answers.add(CompletableFuture.failedFuture(new IllegalStateException("no answer")));
        answers.add(CompletableFuture.completedFuture(taken(3)));

        assertThat(read(new Deliver(envelope(3), false, true)).orTimeout(20, TimeUnit.SECONDS))
                .succeedsWithin(java.time.Duration.ofSeconds(20));
        assertThat(told).containsExactly("edge-1:3", "edge-1:3", "edge-1:3", new Has(PATIENT, dot));
    }

    @Test
    void whatAnotherSiteSaysOfOursIsPassedOn() {
        read(new Has(PATIENT, new Dot(EDGE, 8)));
        read(new Lacks(PATIENT, new Dot(EDGE, 9)));

        assertThat(told).containsExactly("edge-1 has edge-1:8", "edge-1 lacks edge-1:9");
    }

    @Test
    void bytesThatAreNoLetterArePassedOverAndCounted() {
        assertThat(reader.read(new byte[] {1, 2, 3}, "vigil.edge.up 0 7").toCompletableFuture())
                .isDone();
        assertThat(metrics.scrape()).contains("vigil_link_unreadable_total 1.0");
    }

    @Test
    void aBeatIsHeard() {
        read(new Beat(System.currentTimeMillis()));

        assertThat(watch.isHeard(EDGE)).isTrue();
    }
}
