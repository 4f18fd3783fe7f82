package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The row 'vital-sign samples' of the merge table. */
class VitalsMergeTest {

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    @BeforeEach
    void aPatientThatBothKnow() {
        edge.admit(1, "1").attach(2, Site.MONITOR);
        Site.meet(edge, centre);
    }

    @Test
    void theNewestValueOfEachVitalIsShown() {
        edge.sample(10_000, Vital.HR, 80).sample(12_000, Vital.RR, 14);
        centre.sample(11_000, Vital.HR, 90);

        Site.meet(edge, centre);

        assertThat(value(edge, Vital.HR)).isEqualTo(90);
        assertThat(value(edge, Vital.RR)).isEqualTo(14);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void ofTwoValuesOfOneMomentBothSitesShowTheSame() {
        DeviceId other = new DeviceId("other");
        edge.attach(3, other);
        Site.meet(edge, centre);
        edge.sample(Site.MONITOR, 10_000, Vital.HR, 80, 0);
        centre.sample(other, 10_000, Vital.HR, 90, 0);

        Site.meet(edge, centre);

        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void theDevicesMarkIsTheHighestOfAllSites() {
        edge.sample(10_000, Vital.HR, 80).sample(11_000, Vital.HR, 81);
        centre.sample(10_000, Vital.HR, 80);

        Site.meet(edge, centre);

        assertThat(mark(centre)).isNotNull();
        assertThat(centre.patient().devices().all())
                .extracting(DeviceMark::seq)
                .containsExactly(2L);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void theScoreIsThatOfTheValuesOfAllSites() {
        edge.sample(10_000, Vital.RR, 26).sample(10_500, Vital.HR, 80);
        centre.sample(10_000, Vital.SPO2, 90);

        Site.meet(edge, centre);

        assertThat(edge.patient().news2().score()).isEqualTo(6);
        assertThat(centre.patient().news2()).isEqualTo(edge.patient().news2());
    }

    @Test
    void anEnvelopeThatIsNotInTurnChangesNothingAndNamesWhatIsMissing() {
        edge.sample(10_000, Vital.HR, 80).sample(11_000, Vital.HR, 81);

        Replica.Evolved evolved = centre.replica.evolve(edge.log.getLast());

        assertThat(evolved.replica()).isSameAs(centre.replica);
        assertThat(evolved.missing()).isEqualTo(new Dot(edge.id, 3));
    }

    @Test
    void anEnvelopeWaitsForWhatItsWriterHadSeenOfOthers() {
        edge.sample(10_000, Vital.HR, 80);
        Site third = new Site("third").hears(edge).sample(11_000, Vital.HR, 81);

        Replica.Evolved evolved = centre.replica.evolve(third.log.getLast());

        assertThat(evolved.missing()).isEqualTo(new Dot(edge.id, 3));
    }

    @Test
    void aPatientOfOneSiteCarriesNoFactsOfOthers() {
        assertThat(Replica.alone(edge.patient()).merge()).isNull();
        assertThat(Replica.alone(edge.patient()).doubts()).isEmpty();
    }

    private static @Nullable DeviceMark mark(Site site) {
        return site.patient().devices().get(Site.MONITOR);
    }

    private static double value(Site site, Vital vital) {
        Reading reading = site.patient().reading(vital);
        assertThat(reading).isNotNull();
        return reading == null ? Double.NaN : reading.value();
    }
}
