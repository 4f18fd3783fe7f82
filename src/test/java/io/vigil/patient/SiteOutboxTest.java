package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.BedId;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What is durable at one site gets to the other: in order, again if it got lost, alarms first. */
class SiteOutboxTest {

    private static final String DESATURATION = "spo2-very-low";
    private static final SiteId CENTRE = new SiteId("centre");
    private static final SiteId EDGE = new SiteId("edge");
    private static final Duration STEP = Duration.ofSeconds(6);

    private final FakeLink up = new FakeLink("centre");
    private final FakeLink down = new FakeLink("edge");
    private Bedside edge;
    private Bedside centre;
    private long seq;

    @BeforeEach
    void twoSites() {
        edge = Bedside.at("edge", up);
        centre = Bedside.at("centre", down);
        up.connect(edge, centre);
        down.connect(centre, edge);
        edge.settled();
    }

    @AfterEach
    void close() {
        edge.close();
        centre.close();
    }

    @Test
    void whatIsDurableHereGetsThereAndNothingComesBack() {
        frames(3, 97);
        awaitAllSent();

        assertThat(centre.picture().state().reading(Vital.SPO2).value()).isEqualTo(97);
        assertThat(down.sent).isEmpty();
        assertThat(numbers(up.sent)).isSorted();
    }

    @Test
    void whatIsDecidedThereComesHere() {
        awaitAllSent();
        centre.ask(new PatientCommand.Transfer(
                centre.millis(), "lead", new WardId("icu-1"), new BedId("9")));
        centre.decided();

        await().until(() -> edge.picture().state().admission().bed().value().equals("9"));
    }

    @Test
    void nothingGoesWhileTheLinkIsDownAndAllOfItOnceItIsBack() {
        awaitAllSent();
        up.isUp = false;
        int before = up.sent.size();
        frames(200, 97);
        assertThat(up.sent).hasSize(before);
        assertThat(edge.metrics.unsent("centre")).isGreaterThanOrEqualTo(200);

        up.isUp = true;
        awaitAllSent();
        assertThat(centre.picture().state().devices().all().getFirst().seq()).isEqualTo(200);
        assertThat(edge.metrics.unsent("centre")).isZero();
    }

    @Test
    void whatGotLostGoesOutAgain() {
        awaitAllSent();
        up.losesAll = true;
        frames(5, 97);
        edge.pass(STEP);
        up.losesAll = false;

        awaitAllSent();
        assertThat(centre.picture().state().devices().all().getFirst().seq()).isEqualTo(5);
    }

    @Test
    void anAnswerThatGotLostCostsNothingButTheSameAgain() {
        awaitAllSent();
        up.losesAnswers = true;
        frames(5, 97);
        edge.pass(STEP);
        up.losesAnswers = false;

        awaitAllSent();
        assertThat(centre.picture().state().devices().all().getFirst().seq()).isEqualTo(5);
    }

    @Test
    void whatTheOtherHasForgottenIsReadBackForIt() {
        frames(5, 97);
        awaitAllSent();
        centre.close();
        centre = Bedside.at("centre", down);
        up.connect(edge, centre);
        down.connect(centre, edge);
        frames(1, 96);

        awaitAllSent();
        await().until(() -> {
            edge.pass(STEP);
            return centre.picture().state().isAdmitted()
                    && centre.picture().state().reading(Vital.SPO2).value() == 96;
        });
    }

    @Test
    void anAlarmOvertakesTheBacklog() {
        awaitAllSent();
        up.isUp = false;
        frames(300, 97);
        frames(1, 70);
        frames(200, 97);
        up.sent.clear();
        up.isUp = true;

        edge.pass(STEP);
        WardAlarm told = centre.wards.awaitAlarm(DESATURATION, true);
        assertThat(told.site()).isEqualTo("edge");
        assertThat(up.ahead).isNotEmpty();
        assertThat(up.ahead.size()).isLessThan(20);
        awaitAllSent();
        assertThat(centre.picture().state().devices().all().getFirst().seq()).isEqualTo(501);
        assertThat(numbers(up.sent)).as("and comes again in its turn").isSorted();
    }

    @Test
    void anAlarmOfNowOvertakesWhatIsOnItsWay() {
        awaitAllSent();
        up.losesAll = true;
        frames(200, 97);
        up.losesAll = false;
        frames(1, 70);

        centre.wards.awaitAlarm(DESATURATION, true);
        assertThat(centre.picture().state().devices().all().getFirst().seq()).isZero();
    }

    @Test
    void theCursorOutlivesTheActor() {
        frames(200, 97);
        awaitAllSent();
        frames(70, 97);
        awaitAllSent();
        frames(1, 97);
        awaitAllSent();
        up.sent.clear();
        edge.restart();
        up.connect(edge, centre);
        frames(1, 96);

        awaitAllSent();
        assertThat(up.sent).hasSizeLessThan(140);
    }

    @Test
    void whoHasLeftIsKeptUntilTheOtherKnows() {
        awaitAllSent();
        up.isUp = false;
        edge.ask(new PatientCommand.Discharge(edge.millis(), "lead"));
        edge.decided();
        edge.pass(Duration.ofMinutes(5));
        edge.picture();
        assertThat(edge.hasAskedToRest()).isFalse();

        up.isUp = true;
        awaitAllSent();
        await().until(() -> !centre.picture().state().isAdmitted());
        await().until(() -> {
            edge.pass(Duration.ofMinutes(3));
            return edge.hasAskedToRest();
        });
        assertThat(edge.rows().getLast().sent().get(CENTRE))
                .isEqualTo(edge.rows().getLast().number());
        assertThat(down.sent).extracting(Envelope::site).doesNotContain(EDGE);
    }

    /** Each in a row of its own. */
    private void frames(int count, double spo2) {
        for (int frame = 0; frame < count; frame++) {
            edge.frame(Vital.SPO2, spo2);
            seq++;
            edge.expectDurable(seq);
        }
    }

    /** Time passes until the other has all. */
    private void awaitAllSent() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            if (edge.metrics.unsent("centre") > 0) {
                edge.pass(STEP);
            }
            return edge.metrics.unsent("centre") == 0;
        });
    }

    /** As they came first: time that passes in a test may have the same go out again. */
    private static List<Long> numbers(List<Envelope> envelopes) {
        return envelopes.stream().map(Envelope::seq).distinct().toList();
    }
}
