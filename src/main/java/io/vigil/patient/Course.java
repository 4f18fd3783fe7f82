package io.vigil.patient;

import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.HybridClock;
import io.vigil.core.replica.Replica;
import io.vigil.journal.Recorded;

import java.util.List;

/**
 * All that happens to a patient passes here, in one order: it counts for the next decision, is shown
 * at once or once durable, and queues for the journal. Of a patient of several sites, what is decided
 * here is put into an envelope for the others on its way.
 */
final class Course {

    private final Body body;
    private final LiveAndShown views;
    private final WardVoice voice;
    private final LedgerQueue queue;
    private HybridClock clock;

    Course(Body body, LiveAndShown views, WardVoice voice, LedgerQueue queue, Recorded recorded) {
        this.body = body;
        this.views = views;
        this.voice = voice;
        this.queue = queue;
        this.clock = recorded.clock(body.now());
    }

    Replica live() {
        return views.replica();
    }

    Decision decide(PatientCommand command) {
        return views.replica().decide(command);
    }

    /** Devices whose frames are taken; none of one who has left. */
    List<DeviceMark> attached() {
        return views.live().isAdmitted() ? views.live().devices().attached() : List.of();
    }

    /** Decided here, and shown at once. {@code receivedNanos}: of the frame, 0 for none. */
    void happens(Entry entry, long receivedNanos) {
        Change change = own(entry.events());
        voice.announce(change, receivedNanos, body.now());
        queue.add(entry);
    }

    /** What a hello or the time led to. */
    void serverDecided(List<PatientEvent> events) {
        if (!events.isEmpty()) {
            happens(new Entry.Server(events), 0);
        }
    }

    /** Decided here for a person, and shown once it is durable; without events it only waits. */
    void asked(Entry.Person entry) {
        if (!entry.events().isEmpty()) {
            voice.hold(own(entry.events()));
        }
        queue.add(entry);
    }

    /** Decided by another site, and shown at once. */
    void comes(Entry.Foreign entry) {
        long now = body.now();
        clock = clock.receive(entry.envelope().at(), now).clock();
        voice.announce(
                entry.ahead()
                        ? new Change.Ahead(entry.envelope())
                        : new Change.InTurn(entry.envelope()),
                0,
                now);
        queue.add(entry);
    }

    private Change own(List<PatientEvent> events) {
        if (queue.isShared()) {
            clock = clock.tick(body.now());
        }
        return queue.own(views.replica(), clock.last(), events);
    }
}
