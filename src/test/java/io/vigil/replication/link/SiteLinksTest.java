package io.vigil.replication.link;

import static io.vigil.replication.link.LinkCodecTest.EDGE;
import static io.vigil.replication.link.LinkCodecTest.PATIENT;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What the centre's end of the links sends, and when. */
class SiteLinksTest implements SiteLinks.Carrier, LinkTarget {

    private static final SiteId CENTRE = new SiteId("centre");

    private final List<LinkMessage> carried = new ArrayList<>();
    private @Nullable String trouble;
    private final SiteLinks links = new SiteLinks(
            new LinkEnd(
                    CENTRE,
                    true,
                    List.of(new Peer(EDGE, Set.of(new WardId("icu-1")), LinkTopics.down(EDGE))),
                    5_000),
            this,
            this,
            new Metrics(),
            new SiteLinks.Clocks(InstantSource.system(), () -> 0, Runnable::run),
            NOPLogger.NOP_LOGGER);

    @Test
    void theLastEnvelopeOfEachSiteIsToBeAnswered() {
        List<Envelope> handful = List.of(of(CENTRE, 1), of(EDGE, 4), of(CENTRE, 2), of(EDGE, 5));
        assertThat(links.send(EDGE, handful)).isTrue();

        assertThat(carried)
                .extracting(each -> ((Deliver) each).envelope())
                .containsExactlyElementsOf(handful);
        assertThat(carried)
                .extracting(each -> ((Deliver) each).isAsking())
                .containsExactly(false, false, true, true);
    }

    @Test
    void nobodyAnswersWhatOvertakes() {
        assertThat(links.overtake(EDGE, List.of(of(CENTRE, 1)))).isTrue();

        assertThat(carried).containsExactly(new Deliver(of(CENTRE, 1), true, false));
    }

    @Test
    void nothingGoesOutWhileThereIsNoWay() {
        trouble = "no broker answers";

        assertThat(links.isUp(EDGE)).isFalse();
        assertThat(links.send(EDGE, List.of(of(CENTRE, 1)))).isFalse();
        assertThat(carried).isEmpty();
        assertThat(links.health().toString()).contains("no broker answers");
    }

    @Test
    void eachSiteHearsTheBeats() {
        links.beat();

        assertThat(carried).hasSize(1).first().isInstanceOf(Beat.class);
    }

    private static Envelope of(SiteId site, long seq) {
        return new Envelope(site, seq, PATIENT, 0, new HybridTime(1, 0), Versions.NONE, List.of());
    }

    @Override
    public boolean carry(String topic, String key, List<Letter> letters) {
        assertThat(topic).isEqualTo(LinkTopics.down(EDGE));
        letters.forEach(each -> carried.add(each.message()));
        return true;
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public CompletionStage<SiteAnswer> deliver(Envelope envelope, boolean isAhead) {
        throw new AssertionError("nothing has come");
    }

    @Override
    public void has(PatientId patient, SiteId site, Dot dot) {}

    @Override
    public void lacks(PatientId patient, SiteId site, Dot dot) {}
}
