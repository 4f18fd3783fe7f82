package io.vigil.ops.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.EnvelopeQueue;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.Inbox;
import io.vigil.core.replica.Merge;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One patient on one site: the journal, which a crash leaves, and what a crash takes: the live
 * replica, the queue before the journal and the inbox.
 */
final class SitePatient {

    /** Whoever waits until all that was decided before is durable. */
    record Waiting(Envelope part, Runnable whenDurable) {}

    final PatientId id;
    private final SiteId site;
    final List<Envelope> journal = new ArrayList<>();
    private Replica recorded;
    private Replica beforeLast;
    private Replica live;
    private EnvelopeQueue queue = new EnvelopeQueue(0);
    private Inbox inbox = new Inbox();
    private final List<Waiting> waiting = new ArrayList<>();
    /** Of each peer: how far its rows are recorded here, and which rows wait for that. */
    final Map<SiteId, PeerRows> peers = new HashMap<>();

    /** A peer's rows of this patient as they come. */
    static final class PeerRows {
        private final Map<Long, Envelope> known = new HashMap<>();
        private long recorded;

        /** What the peer has been told of it. */
        long told;

        void came(long row, Envelope envelope) {
            if (row > recorded) {
                known.put(row, envelope);
            }
        }

        /** The last row up to which all are recorded. */
        long recorded(Versions marks) {
            Envelope next = known.get(recorded + 1);
            while (next != null && marks.covers(next.dot())) {
                recorded++;
                known.remove(recorded);
                next = known.get(recorded + 1);
            }
            return recorded;
        }
    }

    SitePatient(PatientId id, SiteId site) {
        this.id = id;
        this.site = site;
        this.recorded = Replica.unknown(id, site);
        this.beforeLast = recorded;
        this.live = recorded;
    }

    Replica live() {
        return live;
    }

    Replica recorded() {
        return recorded;
    }

    Versions marks() {
        return marks(live);
    }

    static Versions marks(Replica replica) {
        Merge merge = replica.merge();
        return merge == null ? Versions.NONE : merge.marks();
    }

    Decision decide(PatientCommand command, HybridTime at, Runnable whenDurable) {
        Decision decision = live.decide(command);
        own(decision.events(), at, whenDurable);
        return decision;
    }

    void own(List<PatientEvent> events, HybridTime at, Runnable whenDurable) {
        if (!events.isEmpty()) {
            Envelope part = queue.own(live, at, events);
            live = live.decided(part);
            waiting.add(new Waiting(part, whenDurable));
        }
    }

    /** What has come from a peer; the envelopes that are new here, in turn. */
    List<Envelope> take(Envelope envelope, boolean isAhead, Set<Flaw> flaws) {
        if (isAhead) {
            live = live.ahead(twisted(envelope, live, flaws));
            return List.of();
        }
        List<Envelope> ready = inbox.offer(envelope, marks());
        for (Envelope next : ready) {
            queue.other(next);
            live = live.evolve(twisted(next, live, flaws)).replica();
        }
        return ready;
    }

    private static Envelope twisted(Envelope envelope, Replica before, Set<Flaw> flaws) {
        return flaws.isEmpty() ? envelope : Twist.of(envelope, marks(before), flaws);
    }

    boolean isMissingSomething() {
        return inbox.missing(marks()) != null;
    }

    Versions recordedMarks() {
        return marks(recorded);
    }

    long ackedOf(DeviceId device, long epoch) {
        DeviceMark mark = recorded.patient().devices().attached(device);
        return mark == null || !recorded.patient().isAdmitted() ? -1 : mark.ackedIn(epoch);
    }

    @Nullable
    Envelope nextToWrite() {
        return queue.next();
    }

    /** The envelope is in the journal; whoever waited for it. */
    List<Waiting> landed(Envelope envelope, Set<Flaw> flaws) {
        queue.landed();
        write(envelope, flaws);
        if (!envelope.site().equals(site)) {
            return List.of();
        }
        List<Waiting> done = new ArrayList<>();
        waiting.removeIf(each -> each.part().seq() <= envelope.seq() && done.add(each));
        return done;
    }

    void write(Envelope envelope, Set<Flaw> flaws) {
        journal.add(envelope);
        beforeLast = recorded;
        recorded = envelope.site().equals(site)
                ? recorded.decided(envelope)
                : recorded.evolve(twisted(envelope, recorded, flaws)).replica();
    }

    void seen(SiteId by, Versions marks, List<SiteId> others) {
        live = live.seen(by, marks, others);
        recorded = recorded.seen(by, marks, others);
    }

    /** A crash takes all that is not in the journal. */
    void crash() {
        waiting.clear();
        inbox = new Inbox();
    }

    void restart(boolean forgetsLastRow) {
        if (forgetsLastRow) {
            recorded = beforeLast;
        }
        live = recorded;
        queue = new EnvelopeQueue(marks(recorded).get(site));
    }

    static boolean isUrgent(Envelope envelope) {
        for (PatientEvent event : envelope.events()) {
            if (AlarmHistory.subject(event) != null) {
                return true;
            }
        }
        return false;
    }
}
