package io.vigil.patient;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.Row;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.Replica;
import io.vigil.journal.Batch;
import io.vigil.patient.PatientEntity.Missing;
import io.vigil.patient.PatientEntity.NotTaken;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.patient.PatientEntity.Taken;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What other sites have decided of a patient: it counts at once, never decided again, becomes a row
 * of this site's journal in its turn, and is answered when that is durable: to each who has brought
 * it meanwhile, once.
 *
 * @param <A> who brings an envelope, and is answered
 */
public final class SiteIntake<A> {

    /** The patient who takes it. */
    public interface Here {

        /** As decisions see the patient. */
        Replica live();

        /** As the journal has the patient. */
        Replica recorded();

        boolean isStoreFailing();

        /** It counts from now on, and queues for the journal. */
        void comes(Entry.Foreign entry);

        /** Decided here because of what came. */
        void decides(List<PatientEvent> events);
    }

    /** What becomes a row; {@code ahead}: only what it says of alarms. */
    private record Coming(Dot dot, boolean ahead) {}

    /** Of one envelope: as often as a link that is bad for a while may carry it. */
    private static final int ASKERS_MAX = 32;

    private final PatientId patient;
    private final Here here;
    private final BiConsumer<A, SiteAnswer> answers;
    /** What is on its way to the journal, and who has brought it: it may be on the link several times. */
    private final Map<Coming, Set<A>> onTheWay = new LinkedHashMap<>();

    public SiteIntake(PatientId patient, Here here, BiConsumer<A, SiteAnswer> answers) {
        this.patient = patient;
        this.here = here;
        this.answers = answers;
    }

    /**
     * An envelope has come.
     *
     * @param ahead it may have overtaken others: only what it says of alarms counts
     * @param isShut nothing more can be kept now
     */
    public void take(Envelope envelope, boolean ahead, A from, boolean isShut, long now) {
        Dot dot = envelope.dot();
        String refusal = refusal(envelope);
        // What is known already overtakes nothing.
        Coming coming = new Coming(dot, ahead && !here.live().marks().covers(dot));
        Dot missing = coming.ahead() ? null : here.live().missing(envelope);
        if (refusal != null) {
            refuse(from, dot, refusal);
        } else if (here.recorded().marks().covers(dot)) {
            answers.accept(from, taken(dot));
        } else if (missing != null) {
            answers.accept(from, new Missing(patient, dot, missing));
        } else if (onTheWay.containsKey(coming)) {
            awaits(coming, from);
        } else if (isShut) {
            refuse(
                    from,
                    dot,
                    "too much is waiting for the store, or the patient's actor is about to move");
        } else if (coming.ahead()) {
            takeAhead(envelope, coming, from);
        } else {
            takeInTurn(envelope, coming, from, now);
        }
        if (here.isStoreFailing()) {
            storeFails();
        }
    }

    private @Nullable String refusal(Envelope envelope) {
        Replica live = here.live();
        if (live.merge() == null) {
            return "this patient's record is of one site until the end of the stay";
        }
        if (!envelope.patient().equals(patient)) {
            return "the envelope is of another patient";
        }
        if (envelope.events().size() > Batch.EVENTS_MAX) {
            return "the envelope has more events than a row may hold";
        }
        return live.isOwn(envelope) && !live.marks().covers(envelope.dot())
                ? "this site's own journal has lost what others know of it: give it a new name"
                : null;
    }

    private void takeInTurn(Envelope envelope, Coming coming, A from, long now) {
        Row<Condition> before = here.live().patient().conditions();
        comes(envelope, coming, from);
        if (before != here.live().patient().conditions()) {
            here.decides(here.live().judgedAgain(now));
        }
    }

    /** If all that it says of alarms is known, there is nothing to record. */
    private void takeAhead(Envelope envelope, Coming coming, A from) {
        Envelope alarms = alarmsOf(envelope);
        if (here.live().ahead(alarms).equals(here.live())) {
            answers.accept(from, taken(coming.dot()));
        } else {
            comes(alarms, coming, from);
        }
    }

    private void comes(Envelope envelope, Coming coming, A from) {
        onTheWay.put(coming, new LinkedHashSet<>());
        awaits(coming, from);
        here.comes(new Entry.Foreign(envelope, coming.ahead()));
    }

    private void awaits(Coming coming, A from) {
        Set<A> all = Invariants.present(onTheWay.get(coming), "it is on its way");
        if (all.size() < ASKERS_MAX) {
            all.add(from);
        } else if (!all.contains(from)) {
            refuse(
                    from,
                    coming.dot(),
                    "it is on its way to the store, and many wait for it already");
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

    /** Entries are durable. */
    public void landed(List<? extends Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Entry.Foreign foreign) {
                Coming coming = new Coming(foreign.envelope().dot(), foreign.ahead());
                Set<A> all = onTheWay.remove(coming);
                if (all != null) {
                    all.forEach(from -> answers.accept(from, taken(coming.dot())));
                }
            }
        }
    }

    /** What has been taken in counts, and is recorded once the store is back; nobody waits for it. */
    public void storeFails() {
        refuseAll("the store is not taking writes: it is kept in memory until it does");
    }

    public void refuseAll(String why) {
        onTheWay.forEach((coming, all) -> {
            all.forEach(from -> refuse(from, coming.dot(), why));
            all.clear();
        });
    }

    private void refuse(A from, Dot dot, String why) {
        answers.accept(from, new NotTaken(patient, dot, why));
    }

    private Taken taken(Dot dot) {
        return new Taken(patient, dot.site(), dot.seq());
    }
}
