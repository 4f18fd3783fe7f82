package io.vigil.patient;

import io.vigil.core.patient.Devices;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Replica;
import io.vigil.patient.PatientEntity.FromSite;
import io.vigil.patient.PatientEntity.SiteAnswer;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;

/** What other sites have decided of a patient is shown at once, and its devices' silence is theirs. */
final class SiteDesk implements SiteIntake.Here {

    private final Body body;
    private final Course course;
    private final LedgerDesk ledger;
    private final DeviceDesk devices;
    private final SiteIntake<ActorRef<SiteAnswer>> intake;

    SiteDesk(Body body, Course course, LedgerDesk ledger, DeviceDesk devices) {
        this.body = body;
        this.course = course;
        this.ledger = ledger;
        this.devices = devices;
        this.intake = new SiteIntake<>(body.id(), this, ActorRef::tell);
    }

    void take(FromSite m, boolean isShut) {
        intake.take(m.envelope(), m.ahead(), m.replyTo(), isShut, body.now());
    }

    void landed(List<Entry> entries) {
        intake.landed(entries);
    }

    void storeFails() {
        intake.storeFails();
    }

    void refuseAll(String why) {
        intake.refuseAll(why);
    }

    @Override
    public Replica live() {
        return course.live();
    }

    @Override
    public Replica recorded() {
        return ledger.recorded().replica();
    }

    @Override
    public boolean isStoreFailing() {
        return ledger.isFailing();
    }

    @Override
    public void comes(Entry.Foreign entry) {
        Devices before = course.live().patient().devices();
        course.comes(entry);
        if (!entry.ahead()) {
            devices.elsewhere(entry.events(), before);
        }
    }

    @Override
    public void decides(List<PatientEvent> events) {
        course.serverDecided(events);
    }
}
