package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Invariants;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows 'bed and device assignment' and 'discharge' of the merge table. */
class StayMergeTest {

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    @BeforeEach
    void aPatientThatBothKnow() {
        edge.admit(1, "1").attach(2, Site.MONITOR);
        Site.meet(edge, centre);
    }

    @Test
    void twoTransfersThatDidNotKnowOfEachOtherAreBothKeptUntilATransferThatKnowsBoth() {
        edge.transfer(10_000, "2");
        centre.transfer(20_000, "3");
        Site.meet(edge, centre);

        assertThat(edge.replica.doubts()).singleElement().isInstanceOf(Doubt.Bed.class);
        assertThat(edge.patient().admission())
                .isNotNull()
                .satisfies(stay -> assertThat(stay.bed()).isEqualTo(new BedId("3")));
        assertThat(edge.transfer(30_000, "3")).isEqualTo(Reply.ACCEPTED);
        centre.hears(edge);

        assertThat(centre.replica.doubts()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void twoPeopleUnderOneIdAreAnIdentityConflict() {
        Site one = new Site("one");
        Site other = new Site("other");
        one.admit(1, "1");
        other.decide(
                new Admit(2, "lead", "Somebody", Site.WARD, new BedId("2"), Profile.ADULT, 1), 2);

        Site.meet(one, other);

        assertThat(one.replica.doubts())
                .hasSize(2)
                .anyMatch(Doubt.Identity.class::isInstance)
                .anyMatch(Doubt.Bed.class::isInstance);
        assertThat(one.shared()).isEqualTo(other.shared());
    }

    @Test
    void aDeviceThatIsAttachedOnEitherSideIsAttachedUntilSomebodyDecides() {
        edge.decide(new DetachDevice(10_000, "lead", Site.MONITOR), 10_000);
        centre.decide(new DetachDevice(10_000, "lead", Site.MONITOR), 10_000);
        centre.attach(11_000, Site.MONITOR);

        Site.meet(edge, centre);

        assertThat(edge.patient().devices().attached(Site.MONITOR)).isNotNull();
        assertThat(edge.replica.doubts()).containsExactly(new Doubt.Device(Site.MONITOR));
        edge.decide(new AttachDevice(20_000, "lead", Site.MONITOR, 0, 0), 20_000);
        centre.hears(edge);
        assertThat(centre.replica.doubts()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void devicesThatEachSideAttachedAreBothThere() {
        DeviceId pump = new DeviceId("pump");
        DeviceId cuff = new DeviceId("cuff");
        edge.attach(10_000, pump);
        centre.attach(20_000, cuff);

        Site.meet(edge, centre);

        assertThat(edge.patient().devices().attached()).hasSize(3);
        assertThat(edge.replica.doubts()).isEmpty();
    }

    @Test
    void aDischargeThatEverybodyKnowsOfHolds() {
        centre.discharge(10_000);
        edge.hears(centre);

        assertThat(edge.patient().isAdmitted()).isFalse();
        assertThat(edge.patient().devices().attached()).isEmpty();
        assertThat(edge.replica.doubts()).isEmpty();
    }

    @Test
    void aDischargeLosesToAVitalThatItHasNotSeen() {
        centre.discharge(10_000);
        edge.sample(5_000, Vital.HR, 80);

        Site.meet(edge, centre);

        for (Site site : new Site[] {edge, centre}) {
            assertThat(site.patient().isAdmitted()).isTrue();
            assertThat(site.patient().devices().attached(Site.MONITOR)).isNotNull();
            assertThat(site.patient().reading(Vital.HR)).isNotNull();
            assertThat(site.replica.doubts()).containsExactly(new Doubt.DischargePending(10_000));
        }
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aDischargeThatLosesClosesNoAlarm() {
        edge.spot(5_000, Vital.SBP, 65);
        Site.meet(edge, centre);
        centre.discharge(10_000);
        assertThat(centre.patient().openAlarms()).isEmpty();
        edge.spot(9_000, Vital.SBP, 66);

        Site.meet(edge, centre);

        assertThat(centre.open("sbp-very-low").ended()).isNull();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aDischargeLosesToAnAdmissionThatItHasNotSeen() {
        Site third = new Site("third");
        third.admit(5_000, "1");
        centre.discharge(10_000);

        Site.meet(third, centre);

        assertThat(centre.patient().isAdmitted()).isTrue();
        assertThat(centre.replica.doubts()).contains(new Doubt.DischargePending(10_000));
    }

    @Test
    void aPendingDischargeIsDecidedByTheNextDischarge() {
        centre.discharge(10_000);
        edge.sample(5_000, Vital.HR, 80);
        Site.meet(edge, centre);

        assertThat(edge.discharge(20_000)).isEqualTo(Reply.ACCEPTED);
        centre.hears(edge);

        assertThat(centre.patient().isAdmitted()).isFalse();
        assertThat(centre.replica.doubts()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aPendingDischargeIsCancelledByATransferEvenToTheSameBed() {
        centre.discharge(10_000);
        edge.sample(5_000, Vital.HR, 80);
        Site.meet(edge, centre);

        assertThat(edge.transfer(20_000, "1")).isEqualTo(Reply.ACCEPTED);
        centre.hears(edge);

        assertThat(centre.patient().isAdmitted()).isTrue();
        assertThat(centre.replica.doubts()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aNewStayStartsWithNothingOfTheOldOneThatItHasSeen() {
        edge.spot(5_000, Vital.SBP, 65).limit(6_000, "spo2-low", 95);
        edge.discharge(10_000);
        centre.hears(edge).admit(20_000, "4");

        edge.hears(centre);

        assertThat(edge.patient().reading(Vital.SBP)).isNull();
        assertThat(edge.patient().openAlarms()).isEmpty();
        assertThat(edge.condition("spo2-low").bound()).isEqualTo(90);
        assertThat(edge.patient().devices().attached()).isEmpty();
        assertThat(edge.replica.doubts()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void whatTheNewStayHasNotSeenOfTheOldOneIsNotLost() {
        centre.discharge(10_000);
        centre.admit(20_000, "4");
        edge.spot(15_000, Vital.SBP, 65);
        edge.limit(16_000, "spo2-low", 95);

        Site.meet(edge, centre);

        assertThat(centre.open("sbp-very-low").value()).isEqualTo(65);
        assertThat(centre.condition("spo2-low").bound()).isEqualTo(95);
        assertThat(centre.patient().reading(Vital.SBP))
                .as("a reading belongs to its stay")
                .isNull();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aDischargeOpensItsOwnEnvelope() {
        assertThat(Replica.opensEnvelope(
                        edge.replica.decide(new Discharge(5, "lead")).events()))
                .isTrue();
        assertThat(Invariants.present(edge.replica.merge(), "has others").discharges())
                .isEmpty();
    }
}
