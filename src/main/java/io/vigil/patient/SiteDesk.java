package io.vigil.patient;

import io.vigil.core.Nullable;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.Replica;
import io.vigil.journal.Batch;
import io.vigil.patient.PatientEntity.FromSite;
import io.vigil.patient.PatientEntity.Missing;
import io.vigil.patient.PatientEntity.NotTaken;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.patient.PatientEntity.Taken;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What other sites have decided of a patient: it counts and is shown at once, never decided again,
 * becomes a row of this site's journal in its turn, and is answered when that is durable: to each who
 * has brought it meanwhile, once.
 */
final class SiteDesk {

    /** What becomes a row; {@code ahead}: only what it says of alarms. */
    private record Row(Dot dot, boolean ahead) {}

    /** Of one envelope: as often as a link that is bad for a while may carry it. */
    private static final int ASKERS_MAX = 32;

    private final Body body;
    private final Course course;
    private final LedgerDesk ledger;
    private final DeviceDesk devices;
    private final Set<Row> onTheWay = new HashSet<>();
    /** Who brought what is on its way: it may be on the link several times. */
    private final Map<Row, Set<ActorRef<SiteAnswer>>> waiting = new HashMap<>();

    SiteDesk(Body body, Course course, LedgerDesk ledger, DeviceDesk devices) {
        this.body = body;
        this.course = course;
        this.ledger = ledger;
        this.devices = devices;
    }

    void take(FromSite m, boolean isShut) {
        Envelope envelope = m.envelope();
        Dot dot = envelope.dot();
        String refusal = refusal(envelope);
        // What is known already overtakes nothing.
        Row row = new Row(dot, m.ahead() && !course.live().marks().covers(dot));
        Dot missing = row.ahead() ? null : course.live().missing(envelope);
        if (refusal != null) {
            refuse(m, refusal);
        } else if (ledger.recorded().replica().marks().covers(dot)) {
            m.replyTo().tell(taken(dot));
        } else if (missing != null) {
            m.replyTo().tell(new Missing(body.id(), dot, missing));
        } else if (onTheWay.contains(row)) {
            awaits(row, m);
        } else if (isShut) {
            refuse(m, "too much is waiting for the store, or the patient's actor is about to move");
        } else if (row.ahead()) {
            takeAhead(m, row);
        } else {
            takeInTurn(m, row);
        }
        if (ledger.isFailing()) {
            storeFails();
        }
    }

    private @Nullable String refusal(Envelope envelope) {
        Replica live = course.live();
        if (live.merge() == null) {
            return "this patient's record is of one site until the end of the stay";
        }
        if (!envelope.patient().equals(body.id())) {
            return "the envelope is of another patient";
        }
        if (envelope.events().size() > Batch.EVENTS_MAX) {
            return "the envelope has more events than a row may hold";
        }
        return live.isOwn(envelope) && !live.marks().covers(envelope.dot())
                ? "this site's own journal has lost what others know of it: give it a new name"
                : null;
    }

    private void takeInTurn(FromSite m, Row row) {
        PatientState before = course.live().patient();
        comes(m, row, m.envelope());
        devices.elsewhere(m.envelope().events(), before.devices());
        if (before.conditions() != course.live().patient().conditions()) {
            course.serverDecided(course.live().judgedAgain(body.now()));
        }
    }

    /** If all that it says of alarms is known, there is nothing to record. */
    private void takeAhead(FromSite m, Row row) {
        Envelope alarms = alarmsOf(m.envelope());
        if (course.live().ahead(alarms).equals(course.live())) {
            m.replyTo().tell(taken(row.dot()));
        } else {
            comes(m, row, alarms);
        }
    }

    private void comes(FromSite m, Row row, Envelope envelope) {
        onTheWay.add(row);
        awaits(row, m);
        course.comes(new Entry.Foreign(envelope, row.ahead()));
    }

    private void awaits(Row row, FromSite m) {
        Set<ActorRef<SiteAnswer>> all = waiting.computeIfAbsent(row, first -> new HashSet<>());
        if (all.size() < ASKERS_MAX) {
            all.add(m.replyTo());
        } else if (!all.contains(m.replyTo())) {
            refuse(m, "it is on its way to the store, and many wait for it already");
        }
    }

    static Envelope alarmsOf(Envelope whole) {
        boolean closes = whole.events().stream().anyMatch(Discharged.class::isInstance);
        List<PatientEvent> alarms = whole.events().stream()
                .filter(event -> !closes && AlarmHistory.subject(event) != null)
                .toList();
        return new Envelope(
                whole.site(),
                whole.seq(),
                whole.patient(),
                whole.stay(),
                whole.at(),
                whole.seen(),
                alarms);
    }

    void landed(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Entry.Foreign foreign) {
                Row row = new Row(foreign.envelope().dot(), foreign.ahead());
                onTheWay.remove(row);
                waiting.getOrDefault(row, Set.of())
                        .forEach(replyTo -> replyTo.tell(taken(row.dot())));
                waiting.remove(row);
            }
        }
    }

    /** What has been taken in counts, and is recorded once the store is back; nobody waits for it. */
    void storeFails() {
        refuseAll("the store is not taking writes: it is kept in memory until it does");
    }

    void refuseAll(String why) {
        waiting.forEach((row, all) ->
                all.forEach(replyTo -> replyTo.tell(new NotTaken(body.id(), row.dot(), why))));
        waiting.clear();
    }

    private void refuse(FromSite m, String why) {
        m.replyTo().tell(new NotTaken(body.id(), m.envelope().dot(), why));
    }

    private Taken taken(Dot dot) {
        return new Taken(body.id(), dot.site(), dot.seq());
    }
}
