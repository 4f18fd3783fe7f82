package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.replica.Envelope;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** And what a store that fails, or a process that dies between taking and writing, may not do. */
class TwoSitesInMemoryTest extends TwoSitesContract {

    private static final String DESATURATION = "spo2-very-low";

    @Override
    Bedside newBedside(String site) {
        return Bedside.at(site);
    }

    @Test
    void whatWasTakenInAndNotWrittenWhenTheProcessDiedIsTakenWhenItComesAgain() {
        Envelope alarm = alarmAtTheEdge();
        int rows = centre.rows().size();
        centre.bedside.valve.fail();

        centre.bring(alarm, false);
        WardAlarm announced = centre.bedside.wards.awaitAlarm(DESATURATION, false);
        assertThat(announced.site()).isEqualTo("edge");
        centre.link.expectMessageClass(PatientEntity.NotTaken.class);
        centre.bedside.restart();
        centre.bedside.valve.open();
        assertThat(centre.rows()).hasSize(rows);

        centre.takes(alarm);
        assertThat(centre.rows()).hasSize(rows + 1);
        assertThat(centre.bedside.picture().alarm(announced.alarm().id()).recorded())
                .isTrue();
    }

    @Test
    void aStoreThatIsBackHasWhatWasTakenInMeanwhileOnce() {
        Envelope alarm = alarmAtTheEdge();
        int rows = centre.rows().size();
        centre.bedside.valve.fail();
        for (int again = 0; again < 3; again++) {
            centre.bring(alarm, false);
            centre.link.expectMessageClass(PatientEntity.NotTaken.class);
        }

        centre.bedside.valve.open();
        centre.bedside.pass(Duration.ofSeconds(4));
        centre.bedside.wards.awaitAlarm(DESATURATION, true);

        centre.takes(alarm);
        assertThat(centre.rows()).hasSize(rows + 1);
    }

    @Test
    void whoAsksAgainWhileItIsBeingWrittenIsAnsweredWhenItIs() {
        Envelope alarm = alarmAtTheEdge();
        centre.bedside.valve.hold();
        centre.bring(alarm, false);
        centre.bring(alarm, false);
        centre.bring(alarm, true);
        centre.bedside.wards.awaitAlarm(DESATURATION, false);
        centre.link.expectNoMessage(Duration.ofMillis(100));

        centre.bedside.valve.open();
        centre.link.expectMessageClass(PatientEntity.Taken.class);
        // Whatever else were on its way would be written before this.
        centre.limits("hr-high", 121);
        assertThat(centre.rows().stream().filter(row -> row.envelope().dot().equals(alarm.dot())))
                .hasSize(1);
    }

    @Test
    void ownDecisionsBeforeAndAfterAnEnvelopeAreTwoThatHaveSeenAsMuchAsTheyHave() {
        Envelope alarm = alarmAtTheEdge();
        int own = centre.own().size();
        centre.bedside.valve.hold();
        centre.ask("hr-high", 121);
        centre.ask("hr-high", 122);
        centre.ask("hr-high", 123);
        centre.bring(alarm, false);
        centre.ask("hr-high", 124);
        centre.bedside.picture();
        centre.bedside.valve.open();
        for (int i = 0; i < 4; i++) {
            centre.bedside.decided();
        }
        centre.link.expectMessageClass(PatientEntity.Taken.class);

        // The first is in flight at once, alone; the next two wait together.
        assertThat(centre.own()).hasSize(own + 3);
        assertThat(centre.own().get(own + 1).events().size()).isGreaterThan(1);
        assertThat(centre.own().get(own + 1).seen().covers(alarm.dot())).isFalse();
        assertThat(centre.own().getLast().seen().covers(alarm.dot())).isTrue();
        sites.meet();
        assertThat(edge.condition("hr-high").bound()).isEqualTo(124);
        assertThat(edge.doubts()).isEmpty();
    }

    private Envelope alarmAtTheEdge() {
        edge.bedside.frame(Vital.SPO2, 70);
        edge.bedside.expectDurable(1);
        return edge.own().getLast();
    }

    @Test
    void everybodyWhoHasBroughtItMeanwhileIsAnsweredOnce() {
        Envelope alarm = alarmAtTheEdge();
        TestProbe<PatientEntity.SiteAnswer> other =
                centre.bedside.testKit.createTestProbe(PatientEntity.SiteAnswer.class);
        centre.bedside.valve.hold();
        centre.bring(alarm, false);
        centre.bring(alarm, false);
        centre.bedside.patient.tell(new PatientEntity.FromSite(alarm, false, other.getRef()));
        centre.bedside.picture();
        centre.bedside.valve.open();

        centre.link.expectMessageClass(PatientEntity.Taken.class);
        other.expectMessageClass(PatientEntity.Taken.class);
        centre.link.expectNoMessage(Duration.ofMillis(200));
    }
}
