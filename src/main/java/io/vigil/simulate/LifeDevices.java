package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Reply;
import io.vigil.patient.DeviceNotice;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A patient's devices on a site: what it answers the sessions that speak for them, and tells them. */
final class LifeDevices {

    private static final String DOWN = "storage down: nothing can be recorded now";

    private record Ack(SimSession session, long epoch) {}

    private final SitePatient patient;
    private final PatientLife life;
    private final SimSite site;
    private final Stage stage;
    private final Map<DeviceId, SimSession> speakers = new LinkedHashMap<>();
    private final Map<Ack, Long> acks = new LinkedHashMap<>();
    private boolean wasAdmitted;
    private boolean isHolding;
    private boolean isMoving;

    LifeDevices(SitePatient patient, PatientLife life, SimSite site, Stage stage) {
        this.patient = patient;
        this.life = life;
        this.site = site;
        this.stage = stage;
        this.wasAdmitted = recorded().isAdmitted();
    }

    private PatientState recorded() {
        return patient.durable().patient();
    }

    void hello(SimSession session, long epoch, long deviceAt) {
        DeviceId device = session.device();
        DeviceMark mark = recorded().devices().attached(device);
        Decision decision =
                life.decide(new PatientCommand.Greet(device, deviceAt, site.now()), () -> {});
        if (mark == null || decision.reply() instanceof Reply.NotAttached) {
            tell(session, new DeviceNotice.NotAttached(device));
        } else if (epoch < mark.epoch()) {
            tell(session, new DeviceNotice.StaleEpoch(device, mark.epoch()));
        } else {
            speakers.put(device, session);
            long acked = mark.ackedIn(epoch);
            site.post().tell(life, session, () -> session.welcome(patient.id, epoch, acked, life));
            if (site.hasNodes()) {
                tell(session, watched(device));
            }
            if (isHolding) {
                tell(session, new DeviceNotice.Hold(device, DOWN));
            }
        }
    }

    private DeviceNotice.Plain watched(DeviceId device) {
        return new DeviceNotice.Watched(device, recorded(), site.id.value());
    }

    void frame(SimSession session, PatientCommand.FromDevice frame) {
        if (isMoving) {
            tell(session, new DeviceNotice.Moving(frame.device()));
            return;
        }
        long through = frame instanceof PatientCommand.DeclareGap gap ? gap.through() : frame.seq();
        Ack ack = new Ack(session, frame.epoch());
        boolean isHasty = stage.has(Flaw.ACKS_BEFORE_DURABLE);
        Runnable whenDurable = isHasty ? () -> {} : () -> durable(ack, frame.device(), through);
        Decision decision = life.decide(frame, whenDurable);
        stage.world()
                .happened(
                        2,
                        through * 16 + site.place,
                        () -> site.id + " got " + frame.seq() + " of " + frame.device() + ": "
                                + decision.reply().getClass().getSimpleName());
        answer(session, frame, decision.reply());
        if (isHasty && decision.reply() instanceof Reply.Accepted) {
            tell(session, new DeviceNotice.Durable(frame.device(), frame.epoch(), through));
        }
    }

    private void answer(SimSession session, PatientCommand.FromDevice frame, Reply reply) {
        DeviceId device = frame.device();
        switch (reply) {
            case Reply.Accepted r -> speaks(device, session);
            case Reply.Repeated r -> {
                speaks(device, session);
                DeviceMark mark = recorded().devices().get(device);
                if (mark != null && mark.ackedIn(frame.epoch()) >= frame.seq()) {
                    long acked = mark.ackedIn(frame.epoch());
                    tell(session, new DeviceNotice.Durable(device, frame.epoch(), acked));
                }
            }
            case Reply.OutOfOrder r ->
                tell(session, new DeviceNotice.OutOfOrder(device, frame.seq(), r.expected()));
            case Reply.NotAttached r -> tell(session, new DeviceNotice.NotAttached(device));
            case Reply r -> throw new BrokenPromise("a frame was answered " + r);
        }
    }

    private void speaks(DeviceId device, SimSession session) {
        site.heard(device);
        speakers.put(device, session);
    }

    private void durable(Ack sender, DeviceId device, long through) {
        acks.merge(sender, through, Math::max);
        SimSession speaker = speakers.get(device);
        if (speaker != null) {
            acks.merge(new Ack(speaker, sender.epoch()), through, Math::max);
        }
    }

    /** What was decided is durable. */
    void landed(boolean maySetLimits) {
        acks.forEach((to, seq) -> tell(
                to.session(), new DeviceNotice.Durable(to.session().device(), to.epoch(), seq)));
        acks.clear();
        boolean isAdmitted = recorded().isAdmitted();
        if (wasAdmitted && !isAdmitted) {
            tellAll(device -> new DeviceNotice.Assigned(device, null));
        }
        wasAdmitted = isAdmitted;
        speakers.entrySet().removeIf(each -> isLeft(each.getKey(), each.getValue()));
        if (site.hasNodes() && maySetLimits) {
            tellAll(this::watched);
        }
        if (isHolding) {
            isHolding = false;
            tellAll(device -> new DeviceNotice.Go(device, "writing again"));
        }
    }

    /** One that holds is told, as no go will come to it. */
    private boolean isLeft(DeviceId device, SimSession session) {
        PatientState now = recorded();
        boolean isGone = !now.isAdmitted() || now.devices().attached(device) == null;
        if (isGone && isHolding) {
            tell(session, new DeviceNotice.NotAttached(device));
        }
        return isGone;
    }

    /** A store of one disk is somebody's to mend: the devices hold. Of several, it will be back. */
    void storeFails() {
        if (!site.hasNodes() && !isHolding) {
            isHolding = true;
            tellAll(device -> new DeviceNotice.Hold(device, DOWN));
        }
    }

    /** The entity is about to end here and to start elsewhere. */
    void moves() {
        isMoving = true;
        tellAll(DeviceNotice.Moving::new);
    }

    void ended(SimSession session) {
        speakers.values().removeIf(session::equals);
    }

    private void tellAll(Function<DeviceId, DeviceNotice.Plain> notice) {
        speakers.forEach((device, session) -> tell(session, notice.apply(device)));
    }

    private void tell(SimSession session, DeviceNotice.Plain notice) {
        site.post().tell(life, session, () -> session.told(notice));
    }
}
