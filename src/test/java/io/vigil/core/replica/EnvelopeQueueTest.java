package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientEvent.GapDeclared;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class EnvelopeQueueTest {

    private static final PatientId ONE = Site.PATIENT;
    private static final HybridTime AT = new HybridTime(1000, 0);

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    @Test
    void decisionsShareAnEnvelopeUntilItIsInFlight() {
        EnvelopeQueue queue = new EnvelopeQueue(0);

        assertThat(queue.own(edge.replica, AT, List.of(gap(1))).seq()).isEqualTo(1);
        assertThat(queue.own(edge.replica, AT, List.of(gap(2))).seq()).isEqualTo(1);
        Envelope first = queue.next();
        assertThat(queue.own(edge.replica, AT, List.of(gap(3))).seq()).isEqualTo(2);

        assertThat(first).isNotNull().satisfies(row -> assertThat(row.events()).hasSize(2));
        assertThat(queue.next()).isNull();
        queue.landed();
        assertThat(queue.next())
                .isNotNull()
                .satisfies(row -> assertThat(row.seq()).isEqualTo(2));
    }

    @Test
    void anEnvelopeOfAnotherSiteClosesTheOneThatIsOpen() {
        EnvelopeQueue queue = new EnvelopeQueue(0);
        queue.own(edge.replica, AT, List.of(gap(1)));
        Envelope other = new Envelope(centre.id, 1, ONE, 0, AT, Versions.NONE, List.of(gap(2)));
        queue.other(other);
        queue.own(edge.replica, AT, List.of(gap(3)));

        List<Long> seqs = new ArrayList<>();
        for (Envelope row = queue.next(); row != null; row = queue.next()) {
            seqs.add(row.site().equals(edge.id) ? row.seq() : -row.seq());
            queue.landed();
        }
        assertThat(seqs).containsExactly(1L, -1L, 2L);
    }

    @Test
    void aDischargeIsNeverAddedToAnOpenEnvelope() {
        EnvelopeQueue queue = new EnvelopeQueue(0);
        queue.own(edge.replica, AT, List.of(gap(1)));

        assertThat(queue.own(edge.replica, AT, List.of(new Discharged(2, "lead")))
                        .seq())
                .isEqualTo(2);
    }

    private static PatientEvent gap(long seq) {
        return new GapDeclared(Site.MONITOR, 1, seq, seq, 1000);
    }
}
