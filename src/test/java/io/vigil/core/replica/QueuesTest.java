package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.core.replica.OutboxCursor.Send;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class QueuesTest {

    private static final PatientId ONE = Site.PATIENT;
    private static final PatientId OTHER = new PatientId("p-2");
    private static final HybridTime AT = new HybridTime(1000, 0);

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    private List<Envelope> story() {
        edge.admit(1, "1").attach(2, Site.MONITOR);
        centre.hears(edge);
        for (int second = 1; second <= 20; second++) {
            (second % 3 == 0 ? centre : edge).sample(second * 1000L, Vital.HR, 80);
            if (second % 5 == 0) {
                Site.meet(edge, centre);
            }
        }
        Site.meet(edge, centre);
        return edge.log;
    }

    @Test
    void theInboxPutsEnvelopesInTurnInWhateverOrderTheyCome() {
        List<Envelope> all = new ArrayList<>(story());
        Collections.shuffle(all, new Random(4));
        Inbox inbox = new Inbox();
        Site observer = Site.observer();

        for (Envelope envelope : all) {
            for (Envelope ready : inbox.offer(envelope, observer.shared().marks())) {
                assertThat(observer.take(ready)).isTrue();
            }
        }

        assertThat(inbox.waiting()).isZero();
        assertThat(observer.shared()).isEqualTo(edge.shared());
    }

    @Test
    void theInboxSaysWhatIsMissingAndTakesNothingTwice() {
        List<Envelope> all = story();
        Inbox inbox = new Inbox();

        assertThat(inbox.offer(all.get(1), Versions.NONE)).isEmpty();
        assertThat(inbox.missing(Versions.NONE)).isEqualTo(new Dot(edge.id, 1));
        assertThat(inbox.offer(all.get(0), Versions.NONE)).containsExactly(all.get(0), all.get(1));
        assertThat(inbox.offer(all.get(0), Versions.of(edge.id, 2))).isEmpty();
        assertThat(inbox.missing(Versions.of(edge.id, 2))).isNull();
    }

    @Test
    void theInboxIsBounded() {
        Inbox inbox = new Inbox();
        for (int seq = 2; seq < 2 * Bounds.ENVELOPES_WAITING_MAX; seq++) {
            inbox.offer(
                    new Envelope(edge.id, seq, ONE, 0, AT, Versions.NONE, List.of()),
                    Versions.NONE);
        }
        assertThat(inbox.waiting()).isEqualTo(Bounds.ENVELOPES_WAITING_MAX);
        assertThat(inbox.missing(Versions.NONE)).isEqualTo(new Dot(edge.id, 1));
    }

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

    @Test
    void theOutboxSendsEachPatientsRowsInOrderAndThePatientsInTurn() {
        OutboxCursor outbox = new OutboxCursor();
        outbox.recorded(ONE, 1, false);
        outbox.recorded(ONE, 2, false);
        outbox.recorded(OTHER, 1, false);

        assertThat(List.of(sent(outbox), sent(outbox), sent(outbox)))
                .containsExactly(
                        new Send(ONE, 1, false),
                        new Send(OTHER, 1, false),
                        new Send(ONE, 2, false));
        assertThat(outbox.next()).isNull();
        assertThat(outbox.backlog()).isEqualTo(3);
    }

    @Test
    void theOutboxLetsAlarmsOvertakeTheBacklogAndSendsThemAgainInTheirTurn() {
        OutboxCursor outbox = new OutboxCursor();
        outbox.recorded(ONE, 1, false);
        outbox.recorded(ONE, 2, false);
        outbox.recorded(ONE, 3, true);

        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 3, true));
        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 1, false));
        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 2, false));
        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 3, false));
    }

    @Test
    void theOutboxSendsAgainWhatIsNotAcked() {
        OutboxCursor outbox = new OutboxCursor();
        outbox.restore(ONE, 4, 6);
        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 5, false));
        outbox.acked(ONE, 5);
        sent(outbox);

        outbox.disconnected();
        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 6, false));
        outbox.again(ONE, 2);
        assertThat(sent(outbox)).isEqualTo(new Send(ONE, 2, false));
    }

    @Test
    void theOutboxSendsNoMoreThanItsWindowWithoutAnAnswer() {
        OutboxCursor outbox = new OutboxCursor();
        outbox.recorded(ONE, 100_000, false);
        int sent = 0;
        while (outbox.next() != null) {
            sent++;
        }
        assertThat(sent).isEqualTo(Bounds.ENVELOPES_WAITING_MAX);
        outbox.acked(ONE, 10);
        assertThat(outbox.next()).isNotNull();
    }

    private static Send sent(OutboxCursor outbox) {
        Send send = outbox.next();
        assertThat(send).isNotNull();
        return send == null ? new Send(OTHER, 0, false) : send;
    }

    private static PatientEvent gap(long seq) {
        return new GapDeclared(Site.MONITOR, 1, seq, seq, 1000);
    }
}
