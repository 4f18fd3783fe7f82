package io.vigil.patient;

import io.vigil.core.patient.Decision;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Reply;
import io.vigil.patient.PatientEntity.FromPerson;
import io.vigil.patient.PatientEntity.Picture;
import io.vigil.patient.PatientEntity.Unavailable;

import java.util.List;
import java.util.function.Supplier;

/** What people ask of a patient: decided at once, shown and answered once it is durable. */
final class PeopleDesk {

    private final Body body;
    private final Course course;
    private final LedgerDesk ledger;
    private final LedgerQueue queue;
    private final Supplier<Picture> picture;
    private final People people;

    PeopleDesk(
            Body body,
            Course course,
            LedgerDesk ledger,
            LedgerQueue queue,
            Supplier<Picture> picture) {
        this.body = body;
        this.course = course;
        this.ledger = ledger;
        this.queue = queue;
        this.picture = picture;
        this.people = new People(body.settings().wardTimeout().toMillis());
    }

    boolean isEmpty() {
        return people.isEmpty();
    }

    /** @param isShut nothing more can be kept now */
    void asks(FromPerson m, boolean isShut) {
        if (people.isFull()) {
            m.replyTo().tell(new Unavailable("too many commands are waiting for the store"));
        } else if (ledger.isFailing() || isShut) {
            m.replyTo().tell(new Unavailable("the store is not taking writes: nothing was done"));
        } else {
            decide(m);
        }
    }

    private void decide(FromPerson m) {
        long now = body.now();
        Decision decision = course.decide(m.command());
        Reply reply = decision.reply();
        boolean done = reply instanceof Reply.Accepted || reply instanceof Reply.Unchanged;
        Asked asked = new Asked(
                people.nextNumber(),
                m.replyTo(),
                reply,
                done && isMove(m.command()),
                now + body.settings().answerTimeout().toMillis());
        people.add(asked);
        if (!decision.events().isEmpty() || done && !queue.isIdle()) {
            course.asked(new Entry.Person(decision.events(), asked));
        } else {
            people.durable(asked, body.reports().isPlaced(), picture, now);
        }
    }

    private static boolean isMove(PatientCommand.FromPerson command) {
        return command instanceof PatientCommand.Admit
                || command instanceof PatientCommand.Transfer
                || command instanceof PatientCommand.Discharge;
    }

    void landed(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Entry.Person person) {
                people.durable(person.asked(), body.reports().isPlaced(), picture, body.now());
            }
        }
    }

    /** A ward shows what it was told. */
    void wardConfirmed() {
        if (body.reports().isPlaced()) {
            people.placed(picture);
        }
    }

    /** @return how many were answered although a ward hasn't confirmed yet */
    int expire(long now) {
        return people.expire(picture, now);
    }

    long nextDue() {
        return people.nextDue();
    }

    void refuseAll(String why) {
        people.refuseAll(why);
    }
}
