package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ingest.DeviceLine;
import io.vigil.ingest.DeviceMessage;
import io.vigil.ingest.ServerMessage;
import io.vigil.patient.DeviceNotice;

/** A device's connection as its site has it: the real line, and what a session does for it. */
final class SimSession implements DeviceLine.Session<PatientLife> {

    private static final long LISTENED_MS = 30_000;

    private final SimSite site;
    private final SimDevice device;
    private final Wire wire;
    private final Stage stage;
    private final DeviceLine<PatientLife> line;
    private long heardAt;
    private long firstAcked = -1;
    private boolean isOver;

    SimSession(SimSite site, SimDevice device, Wire wire, Stage stage) {
        this.site = site;
        this.device = device;
        this.wire = wire;
        this.stage = stage;
        this.line = new DeviceLine<>(device.id, this, stage.metrics().sessionHop());
    }

    DeviceId device() {
        return device.id;
    }

    // what comes over the wire

    void hears(DeviceMessage message) {
        if (isOver) {
            return;
        }
        heardAt = site.now();
        switch (message) {
            case DeviceMessage.Hello hello -> line.hello(hello, nanos(), site.now());
            case DeviceMessage.Frame frame -> line.frame(frame, 0, site.now());
            case DeviceMessage.Bye bye -> end();
        }
    }

    /** A clock that nothing turns. */
    private long nanos() {
        return stage.world().now() * 1_000_000;
    }

    void ping() {
        if (!isOver) {
            heardAt = site.now();
            wire.toDevice(() -> device.pong(wire));
        }
    }

    // what the site's entities tell it

    void told(DeviceNotice.Plain notice) {
        if (!isOver && !line.told(notice, site.now())) {
            end();
        }
    }

    void welcome(PatientId patient, long epoch, long acked, PatientLife life) {
        if (isOver) {
            return;
        }
        firstAcked = firstAcked < 0 ? acked : firstAcked;
        boolean isForgetful = stage.has(Flaw.READY_SAYS_WHAT_IT_SAID);
        line.welcome(patient, epoch, isForgetful ? firstAcked : acked, life, site.now());
    }

    void gone(PatientLife life) {
        if (!isOver) {
            line.entityGone(life, site.now());
        }
    }

    void tick() {
        if (site.now() - heardAt > LISTENED_MS) {
            end();
        } else {
            line.tick(site.now());
        }
    }

    private void end() {
        crash();
        site.ended(this);
    }

    /** Nobody hears of it. */
    void crash() {
        isOver = true;
        line.end();
    }

    // what the line asks for

    @Override
    public void say(ServerMessage message) {
        wire.toDevice(() -> device.hears(wire, site, message));
    }

    @Override
    public void sayRefused(ServerMessage.RefusedFrame message) {
        say(message);
    }

    @Override
    public @Nullable String refusal() {
        return site.refusal();
    }

    @Override
    public void claim(DeviceId asked, long helloNanos) {
        site.claim(this, stage.has(Flaw.LAST_CLAIM_WINS) ? 0 : helloNanos);
    }

    @Override
    public void greet(PatientId patient, DeviceId asked, long epoch, long next, long deviceAt) {
        SitePatient greeted = site.patient(patient);
        site.post()
                .tell(this, greeted, () -> greeted.life().devices().hello(this, epoch, deviceAt));
    }

    @Override
    public void found(WardAlarm alarm, @Nullable PatientLife life) {
        stage.world()
                .happened(
                        14,
                        site.place,
                        () -> site.id + " finds " + alarm.alarm().id()
                                + (life == null ? " for a patient out of reach" : ""));
    }

    @Override
    public void forward(PatientLife life, PatientCommand.FromDevice frame, long receivedNanos) {
        site.post().tell(this, life, () -> {
            if (!life.isOver()) {
                life.devices().frame(this, frame);
            }
        });
    }
}
