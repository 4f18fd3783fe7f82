package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Claimed;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.Contest.Claim;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientCommand.DetachDevice;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Two patients in one bed, or with one device, where sites may know different things of it. */
class ConflictMergeTest {

    private static final PatientId OTHER = new PatientId("p-2");
    private static final String CONFLICT = "identity-conflict.p-2";
    private static final Claimed BED = new Claimed.Bed(Site.WARD, new BedId("1"));
    private static final Claimed DEVICE = new Claimed.Device(Site.MONITOR);
    /** When the other came. */
    private static final Claim CAME = new Claim(OTHER, 50_000);

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    @BeforeEach
    void aPatientThatBothKnow() {
        edge.admit(1, "1").attach(2, Site.MONITOR);
        Site.meet(edge, centre);
    }

    private static void shares(Site site, long now, Claimed what) {
        tell(site, now, new Contest(what, List.of(CAME), List.of(), List.of()));
    }

    private static void isAbsent(Site site, long now) {
        tell(site, now, new Contest(BED, List.of(), List.of(), List.of(OTHER)));
    }

    private static void isGone(Site site, long now, Claim had) {
        tell(site, now, new Contest(BED, List.of(), List.of(had), List.of()));
    }

    private static void tell(Site site, long now, Contest contest) {
        site.decide(new Contested(now, contest), now);
    }

    private void agree() {
        Site.meet(edge, centre);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void sitesThatFindItApartFromEachOtherRaiseOneAlarm() {
        shares(edge, 60_000, BED);
        shares(centre, 70_000, BED);
        shares(edge, 60_000, DEVICE);
        shares(centre, 70_000, DEVICE);
        agree();

        String began = Long.toString(CAME.since(), 36);
        assertThat(edge.patient().openAlarms())
                .extracting(alarm -> alarm.id().value())
                .containsExactlyInAnyOrder(
                        "p-1.identity-conflict.p-2." + began,
                        "p-1.identity-conflict.p-2.monitor." + began);
    }

    @Test
    void anAcknowledgementAtOneSiteIsSeenAtTheOther() {
        shares(edge, 60_000, BED);
        agree();
        centre.acknowledge(70_000, centre.open(CONFLICT), Priority.MEDIUM);
        agree();

        assertThat(edge.open(CONFLICT).state()).isEqualTo(AlarmState.ACKNOWLEDGED);
    }

    @Test
    void aSiteThatHasNotHeardOfTheOtherPatientEndsNothing() {
        shares(centre, 60_000, BED);
        agree();

        isAbsent(edge, 70_000);
        assertThat(edge.patient().openAlarms()).hasSize(1);
        isAbsent(centre, 80_000);
        assertThat(centre.patient().openAlarms()).isEmpty();
    }

    @Test
    void aSiteThatHasSeenTheOtherLeaveEndsItThoughAnotherHasRaisedIt() {
        shares(centre, 60_000, BED);
        agree();

        isGone(edge, 70_000, CAME);

        assertThat(edge.patient().openAlarms()).isEmpty();
        agree();
    }

    @Test
    void thatTheOtherLeftOnceSaysNothingOfItsReturn() {
        shares(centre, 60_000, BED);
        agree();

        isGone(edge, 70_000, new Claim(OTHER, 40_000));
        assertThat(edge.patient().openAlarms()).hasSize(1);
        isGone(centre, 70_000, new Claim(OTHER, 40_000));
        assertThat(centre.patient().openAlarms()).isEmpty();
    }

    @Test
    void whatAnotherSiteHasEndedIsNotRaisedAgainByWhatIsOldUnlessItStaysSo() {
        shares(edge, 60_000, BED);
        agree();
        isAbsent(edge, 70_000);
        centre.hears(edge);

        shares(centre, 99_999, BED);
        assertThat(centre.patient().openAlarms()).isEmpty();
        shares(centre, 100_000, BED);

        assertThat(centre.open(CONFLICT).id().value())
                .isEqualTo("p-1.identity-conflict.p-2." + Long.toString(CAME.since() + 1, 36));
    }

    @Test
    void whoComesBackIsAConflictAtOnce() {
        shares(edge, 60_000, BED);
        agree();
        isAbsent(edge, 70_000);
        centre.hears(edge);

        tell(
                centre,
                81_000,
                new Contest(BED, List.of(new Claim(OTHER, 80_000)), List.of(), List.of()));

        assertThat(centre.patient().openAlarms()).hasSize(1);
    }

    @Test
    void ofTwoThatSitesHaveRaisedFromDifferentMomentsTheLaterIsEnded() {
        shares(edge, 60_000, BED);
        tell(
                centre,
                61_000,
                new Contest(BED, List.of(new Claim(OTHER, 55_000)), List.of(), List.of()));
        agree();
        assertThat(edge.patient().openAlarms()).hasSize(2);

        shares(centre, 70_000, BED);
        agree();

        assertThat(edge.patient().openAlarms())
                .singleElement()
                .extracting(Alarm::onset)
                .isEqualTo(50_000L);
    }

    @Test
    void aDetachmentElsewhereEndsWhatWasFoundMeanwhile() {
        centre.decide(new DetachDevice(60_000, "lead", Site.MONITOR), 60_000);
        shares(edge, 61_000, DEVICE);
        agree();
        assertThat(edge.patient().openAlarms()).hasSize(1);

        tell(edge, 62_000, new Contest(DEVICE, List.of(), List.of(), List.of()));

        assertThat(edge.patient().openAlarms()).isEmpty();
        agree();
    }
}
