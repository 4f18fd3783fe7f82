package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.Reply;
import io.vigil.patient.PatientEntity.FromDevice;
import io.vigil.patient.PatientEntity.Hello;
import io.vigil.patient.PatientEntity.SessionEnded;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

import java.util.List;

/** What a patient's devices send: each frame is decided at once, and acked once it is durable. */
final class DeviceDesk {

    private final ActorContext<PatientEntity.Command> context;
    private final Body body;
    private final Metrics metrics;
    private final Course course;
    private final LedgerDesk ledger;
    private final LedgerQueue queue;
    private final Sessions sessions = new Sessions();
    private final Gate gate = new Gate(sessions);
    private boolean wasAdmitted;

    DeviceDesk(
            ActorContext<PatientEntity.Command> context,
            Body body,
            Course course,
            LedgerDesk ledger,
            LedgerQueue queue) {
        this.context = context;
        this.body = body;
        this.metrics = body.ports().metrics();
        this.course = course;
        this.ledger = ledger;
        this.queue = queue;
        this.wasAdmitted = ledger.patient().isAdmitted();
        if (body.ports().outlets().sites().isAtHomeElsewhere(ledger.patient())) {
            course.attached().forEach(mark -> sessions.heardElsewhere(mark.device()));
        }
        sessions.follow(course.attached(), body.now());
    }

    Sessions sessions() {
        return sessions;
    }

    /** True if nothing more can be kept now. */
    boolean isShut(boolean stopping) {
        return gate.isShut(queue.pendingEvents(), stopping);
    }

    void hello(Hello m) {
        DeviceMark mark = ledger.patient().devices().attached(m.device());
        Decision decision =
                course.decide(new PatientCommand.Greet(m.device(), m.deviceAt(), body.now()));
        if (mark == null || decision.reply() instanceof Reply.NotAttached) {
            m.session().tell(new DeviceNotice.NotAttached(m.device()));
        } else if (m.epoch() < mark.epoch()) {
            m.session().tell(new DeviceNotice.StaleEpoch(m.device(), mark.epoch()));
        } else {
            speaks(m.device(), m.session());
            course.serverDecided(decision.events());
            m.session().tell(welcome(m.device(), m.epoch(), mark));
            if (body.settings().watched()) {
                m.session().tell(watched(m.device()));
            }
            gate.greet(m.device(), m.session());
        }
    }

    private DeviceNotice welcome(DeviceId device, long epoch, DeviceMark mark) {
        return new DeviceNotice.Welcome(
                device, body.id(), epoch, mark.ackedIn(epoch), context.getSelf());
    }

    private DeviceNotice watched(DeviceId device) {
        return new DeviceNotice.Watched(
                device, ledger.patient(), body.settings().site());
    }

    void frame(FromDevice m, boolean stopping) {
        PatientCommand.FromDevice c = m.frame();
        metrics.frameReceived(c instanceof PatientCommand.Observe o ? o.values().size() : 0);
        if (isShut(stopping)) {
            metrics.patientHop().refused();
            gate.refuse(c.device(), c.epoch(), m.session());
            return;
        }
        Decision decision = course.decide(c);
        switch (decision.reply()) {
            case Reply.Accepted r -> taken(m, decision.events(), r);
            case Reply.Repeated r -> repeated(m);
            case Reply.OutOfOrder r ->
                refused(m, new DeviceNotice.OutOfOrder(c.device(), c.seq(), r.expected()));
            case Reply.StaleEpoch r ->
                refused(m, new DeviceNotice.StaleEpoch(c.device(), r.current()));
            case Reply.NotAttached r -> refused(m, new DeviceNotice.NotAttached(c.device()));
            case Reply.Invalid r -> refused(m, new DeviceNotice.Invalid(c.device(), r.problems()));
            case Reply.Unchanged r -> throw noAnswerToAFrame(r);
            case Reply.NotFound r -> throw noAnswerToAFrame(r);
            case Reply.Conflict r -> throw noAnswerToAFrame(r);
            case Reply.StaleVersion r -> throw noAnswerToAFrame(r);
        }
    }

    private static IllegalStateException noAnswerToAFrame(Reply reply) {
        return new IllegalStateException("a frame was answered " + reply);
    }

    private void taken(FromDevice m, List<PatientEvent> events, Reply.Accepted reply) {
        PatientCommand.FromDevice c = m.frame();
        speaks(c.device(), m.session());
        sessions.heard(c.device(), body.now());
        long through = c instanceof PatientCommand.DeclareGap gap ? gap.through() : c.seq();
        course.happens(
                new Entry.Frame(
                        events, c.device(), c.epoch(), through, m.receivedNanos(), m.session()),
                m.receivedNanos());
        if (!reply.refused().isEmpty()) {
            metrics.partsRefused(reply.refused().size());
            m.session().tell(new DeviceNotice.PartsRefused(c.device(), c.seq(), reply.refused()));
        }
    }

    /** If the first of its kind is still on its way to the journal, its ack covers this one. */
    private void repeated(FromDevice m) {
        PatientCommand.FromDevice c = m.frame();
        metrics.patientHop().refused();
        speaks(c.device(), m.session());
        sessions.heard(c.device(), body.now());
        DeviceMark mark = ledger.patient().devices().get(c.device());
        if (mark != null && mark.ackedIn(c.epoch()) >= c.seq()) {
            long acked = mark.ackedIn(c.epoch());
            m.session().tell(new DeviceNotice.Durable(c.device(), c.epoch(), acked));
        }
    }

    private void refused(FromDevice m, DeviceNotice notice) {
        metrics.patientHop().refused();
        m.session().tell(notice);
    }

    private void speaks(DeviceId device, ActorRef<DeviceNotice> session) {
        if (sessions.put(device, session)) {
            context.watchWith(session, new SessionEnded(session));
        }
    }

    /**
     * Another site has heard of these devices: it is the one to notice when they fall silent. What
     * is older than what is known here says nothing of where a device speaks now.
     */
    void elsewhere(List<PatientEvent> events, Devices before) {
        for (PatientEvent event : events) {
            switch (event) {
                case PatientEvent.Observed e -> elsewhere(before, e.device(), e.epoch(), e.seq());
                case PatientEvent.TechnicalReported e ->
                    elsewhere(before, e.device(), e.epoch(), e.seq());
                case PatientEvent.DeviceAttached e ->
                    elsewhere(before, e.device(), e.epoch(), e.seq());
                case PatientEvent e -> {}
            }
        }
        sessions.follow(course.attached(), body.now());
    }

    private void elsewhere(Devices before, DeviceId device, long epoch, long seq) {
        DeviceMark mark = before.get(device);
        if (mark == null || epoch > mark.epoch() || epoch == mark.epoch() && seq > mark.seq()) {
            sessions.heardElsewhere(device);
        }
    }

    /** Entries are durable, and what they say of the patient is shown. */
    void landed(List<Entry> entries, boolean isAdmitted) {
        tellDurable(entries);
        if (wasAdmitted && !isAdmitted) {
            sessions.tellAll(device -> new DeviceNotice.Assigned(device, null));
        }
        wasAdmitted = isAdmitted;
        List<DeviceMark> attached = course.attached();
        sessions.keep(attached, gate.isHolding());
        sessions.follow(attached, body.now());
        if (body.settings().watched() && entries.stream().anyMatch(DeviceDesk::maySetLimits)) {
            sessions.tellAll(this::watched);
        }
    }

    private static boolean maySetLimits(Entry entry) {
        return entry instanceof Entry.Person || entry instanceof Entry.Foreign;
    }

    /** One cumulative ack a batch for each device, to who sent the frames and who speaks now. */
    private void tellDurable(List<Entry> entries) {
        long nanos = System.nanoTime();
        Acks acks = new Acks();
        long frames = 0;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Frame frame) {
                frames++;
                metrics.madeDurable(nanos - frame.receivedNanos());
                acks.add(frame, sessions.of(frame.device()));
            }
        }
        acks.tell();
        metrics.framesAcked(frames);
    }

    /** Tells the devices once whether they are to hold or may go on. */
    void settle(boolean stopping) {
        boolean open = gate.settle(
                queue.pendingEvents(),
                ledger.isFailing() && queue.frames() >= body.settings().unackedBeforeHold(),
                stopping);
        if (open) {
            welcomeRefused();
        }
    }

    /** Devices whose frames were refused are told where to go on. */
    private void welcomeRefused() {
        gate.takeRefused().forEach((device, epoch) -> {
            ActorRef<DeviceNotice> session = sessions.of(device);
            DeviceMark mark = ledger.patient().devices().attached(device);
            if (session != null && mark != null) {
                session.tell(welcome(device, epoch, mark));
            }
        });
    }
}
