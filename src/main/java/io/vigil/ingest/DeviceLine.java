package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;
import io.vigil.telemetry.Hop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One device on a connection: from its hello over the claim and the patient's welcome to its
 * frames. Decides only; the session does what it asks for. Times are ms of the server's clock.
 *
 * <p>Between two welcomes nothing is with a patient that the device could not send again: after each
 * {@code ready} it goes on from what is durable. So when a patient's entity dies, the device is told
 * to hold, the patient is greeted anew, and what was on its way is forgotten.
 *
 * <p>In a cluster the device goes on instead, as far as its credit reaches: the frames are judged
 * here by its {@link LimitWatch} and then forgotten too, and what they raise is announced at once.
 *
 * <p>While the server refuses frames (its disk is full) the device holds, and is greeted anew after.
 *
 * @param <E> where a patient's entity is found
 */
public final class DeviceLine<E> {

    static final String UNASSIGNED = "unassigned";
    static final String SUPERSEDED = "superseded";
    static final String OVER_CREDIT = "over credit";

    private static final String MOVING = "the patient is moving or restarting: wait for ready";
    private static final String NO_ANSWER = "no answer yet: wait for ready";

    /** How long an entity may take to answer before it is asked again. */
    static final long ANSWER_MS = 3_000;

    /** How often a device without a patient asks whether it has one now. */
    static final long APART_MS = 5_000;

    private enum Phase {
        /** The device's entity has yet to say that this connection speaks for it. */
        CLAIMING,
        /** The patient has yet to answer. */
        GREETING,
        STREAMING,
        UNASSIGNED,
        /** Assigned to a patient that does not have it: an assignment under way, or a discharge. */
        APART,
        SUPERSEDED
    }

    /** What the session does for a line. */
    public interface Session<E> {
        void say(ServerMessage message);

        /** Parts of a frame that could not even be read as vitals. */
        void sayRefused(ServerMessage.RefusedFrame message);

        /** Why no frame is taken now; null while they are. */
        @Nullable
        String refusal();

        /** @param helloNanos when the device's hello arrived */
        void claim(DeviceId device, long helloNanos);

        void greet(PatientId patient, DeviceId device, long epoch, long next, long deviceAt);

        /**
         * A limit alarm that the patient should find as well.
         *
         * @param entity the patient's, which is to find it; null if it can't
         */
        void found(WardAlarm alarm, @Nullable E entity);

        void forward(E entity, PatientCommand.FromDevice frame, long receivedNanos);
    }

    private final DeviceId device;
    private final Session<E> session;
    private final LineVoice voice;
    private final LineFrames frames;
    private final LimitWatch limits = new LimitWatch();

    private Phase phase = Phase.CLAIMING;
    private long epoch;
    private long next;
    private long clockOffset;
    private long helloNanos;
    private long askedAt;
    /** Up to where frames are known to be durable, and in which epoch. */
    private long durableEpoch;

    private long durableSeq;
    private boolean owesReady;
    private @Nullable PatientId patient;
    private @Nullable E entity;
    private boolean moving;
    /** Frames are refused, or were, and the device has yet to hear from where to go on. */
    private boolean shut;

    public DeviceLine(DeviceId device, Session<E> session, Hop hop) {
        this.device = device;
        this.session = session;
        this.voice = new LineVoice(device, session::say);
        this.frames = new LineFrames(hop);
    }

    /** The patient's entity that frames go to, null while there is none. */
    public @Nullable E entity() {
        return entity;
    }

    // what the device says

    public void hello(DeviceMessage.Hello hello, long receivedNanos, long now) {
        boolean hasClaim = phase != Phase.SUPERSEDED && phase != Phase.CLAIMING;
        epoch = hello.epoch();
        next = hello.next();
        clockOffset = hello.at() - now;
        helloNanos = receivedNanos;
        owesReady = true;
        voice.begin();
        frames.giveBackWaiting();
        entity = null;
        limits.forget();
        if (hasClaim) {
            seekPatient(now);
        } else {
            phase = Phase.CLAIMING;
            askedAt = now;
            session.claim(device, helloNanos);
        }
        frames.count();
    }

    public void frame(DeviceMessage.Frame frame, long receivedNanos, long now) {
        frames.come();
        if (seeksOrHasPatient() && isShut()) {
            frames.refused();
            voice.hold(shutReason());
        } else {
            route(frame, receivedNanos, now);
        }
        frames.count();
    }

    /** Once shut it stays so until the next welcome: what was refused left a gap. */
    private boolean isShut() {
        shut |= session.refusal() != null;
        return shut;
    }

    private String shutReason() {
        String refusal = session.refusal();
        return refusal == null ? NO_ANSWER : refusal;
    }

    private boolean seeksOrHasPatient() {
        return switch (phase) {
            case CLAIMING, GREETING, STREAMING -> true;
            case UNASSIGNED, APART, SUPERSEDED -> false;
        };
    }

    private void route(DeviceMessage.Frame frame, long receivedNanos, long now) {
        switch (phase) {
            case CLAIMING -> await(frame, receivedNanos);
            case GREETING -> {
                if (!limits.areKnown()) {
                    await(frame, receivedNanos);
                } else {
                    judgeOnly(frame, now);
                }
            }
            case STREAMING -> {
                if (moving) {
                    judgeOnly(frame, now);
                } else {
                    pass(frame, receivedNanos, now);
                }
            }
            case UNASSIGNED, APART -> {
                frames.refused();
                voice.notTaken(UNASSIGNED);
            }
            case SUPERSEDED -> {
                frames.refused();
                voice.error(SUPERSEDED);
            }
        }
    }

    /** A device that says hello and does not wait for ready is met half-way. */
    private void await(DeviceMessage.Frame early, long receivedNanos) {
        if (!owesReady) {
            frames.refused();
            voice.notTaken(MOVING);
        } else if (!frames.await(early, receivedNanos)) {
            voice.error(OVER_CREDIT);
        }
    }

    private void pass(DeviceMessage.Frame frame, long receivedNanos, long now) {
        if (!frames.take(frame.seq())) {
            voice.error(OVER_CREDIT);
            return;
        }
        E to = Objects.requireNonNull(entity, "streams to nobody");
        PatientCommand.FromDevice command = frame.command(epoch, now);
        session.forward(to, command, receivedNanos);
        judge(command);
        if (frame instanceof DeviceMessage.Observe observe
                && !observe.problems().isEmpty()) {
            session.sayRefused(
                    new ServerMessage.RefusedFrame(device, observe.seq(), observe.problems()));
        }
    }

    /** The patient is moving: the device will send the frame again after the next ready. */
    private void judgeOnly(DeviceMessage.Frame frame, long now) {
        if (frames.take(frame.seq())) {
            judge(frame.command(epoch, now));
        } else {
            voice.holdOnce(MOVING);
        }
    }

    private void judge(PatientCommand.FromDevice command) {
        limits.judge(command).forEach(alarm -> session.found(alarm, moving ? null : entity));
    }

    /** The connection ends, or the device leaves it: what isn't durable is its own again. */
    public void end() {
        frames.end();
    }

    /** Asks again whoever has not answered. */
    public void tick(long now) {
        switch (phase) {
            case CLAIMING, GREETING -> {
                if (now - askedAt >= ANSWER_MS) {
                    if (!limits.areKnown()) {
                        voice.holdOnce(NO_ANSWER);
                    }
                    askAgain(now);
                }
            }
            case APART, UNASSIGNED -> {
                if (now - askedAt >= APART_MS) {
                    askAgain(now);
                }
            }
            case STREAMING -> {
                boolean wasShut = shut;
                if (isShut() && session.refusal() != null) {
                    voice.holdOnce(shutReason());
                } else if (wasShut) {
                    seekPatient(now);
                }
            }
            case SUPERSEDED -> {}
        }
    }

    // what the server's entities say

    /** The entity is no more; true if the device's frames went to it. */
    public boolean entityGone(E gone, long now) {
        if (!gone.equals(entity)) {
            return false;
        }
        entity = null;
        if (phase == Phase.STREAMING) {
            if (!limits.areKnown()) {
                voice.holdOnce(MOVING);
            }
            owesReady = false;
            seekPatient(now);
        }
        return true;
    }

    /** False if the device must say hello again. */
    public boolean told(DeviceNotice.Plain notice, long now) {
        boolean stays = phase == Phase.SUPERSEDED || hear(notice, now);
        frames.count();
        return stays;
    }

    private boolean hear(DeviceNotice.Plain notice, long now) {
        switch (notice) {
            case DeviceNotice.Claimed claimed -> claimed(claimed, now);
            case DeviceNotice.Superseded _ -> superseded();
            case DeviceNotice.Assigned assigned -> assigned(assigned.patient(), now);
            case DeviceNotice.Watched watched -> limits.told(watched, patient);
            case DeviceNotice.Durable durable -> durable(durable);
            case DeviceNotice.PartsRefused refused ->
                session.say(
                        new ServerMessage.RefusedFrame(device, refused.seq(), refused.problems()));
            case DeviceNotice.OutOfOrder outOfOrder -> {
                frames.notKept(outOfOrder.seq());
                voice.error("gap: expected " + outOfOrder.expected());
            }
            case DeviceNotice.StaleEpoch stale -> {
                voice.error("stale epoch: the device is at epoch " + stale.current() + " already");
                return false;
            }
            case DeviceNotice.Invalid invalid -> voice.error(described(invalid.problems()));
            case DeviceNotice.NotAttached _ -> notAttached(now);
            case DeviceNotice.Hold hold -> {
                if (!isWatchedHere()) {
                    voice.hold(hold.reason());
                }
            }
            case DeviceNotice.Moving _ -> moving();
            case DeviceNotice.Go go -> {
                if (!shut) {
                    voice.go(go.reason());
                }
            }
            case DeviceNotice.Unavailable unavailable -> {
                if (!isWatchedHere()) {
                    voice.holdOnce(unavailable.reason());
                }
            }
        }
        return true;
    }

    /** The patient is on its way to another node, and its frames are judged here meanwhile. */
    private boolean isWatchedHere() {
        return limits.areKnown() && (phase == Phase.GREETING || moving);
    }

    /** The entity says so itself, while it ends; its end will follow. */
    private void moving() {
        if (phase != Phase.STREAMING) {
            return;
        }
        if (limits.areKnown()) {
            moving = true;
        } else {
            voice.holdOnce(MOVING);
        }
    }

    private void claimed(DeviceNotice.Claimed claimed, long now) {
        isDurable(claimed.epoch(), claimed.seq());
        if (phase == Phase.CLAIMING) {
            patient = claimed.patient();
            seekPatient(now);
        } else if (phase == Phase.UNASSIGNED && claimed.patient() != null) {
            assigned(claimed.patient(), now);
        }
    }

    private void isDurable(long itsEpoch, long seq) {
        if (itsEpoch > durableEpoch) {
            durableEpoch = itsEpoch;
            durableSeq = seq;
        } else if (itsEpoch == durableEpoch) {
            durableSeq = Math.max(durableSeq, seq);
        }
    }

    private long durableSoFar() {
        return epoch == durableEpoch ? durableSeq : 0;
    }

    private void superseded() {
        phase = Phase.SUPERSEDED;
        entity = null;
        limits.forget();
        frames.giveBackWaiting();
        voice.error(SUPERSEDED);
    }

    private void assigned(@Nullable PatientId serving, long now) {
        boolean isKnown = phase == Phase.UNASSIGNED && serving == null;
        if (phase == Phase.CLAIMING || isKnown) {
            return;
        }
        voice.assigned(serving);
        patient = serving;
        entity = null;
        limits.forget();
        owesReady |= serving != null;
        seekPatient(now);
    }

    private void seekPatient(long now) {
        PatientId serving = patient;
        if (serving == null) {
            phase = Phase.UNASSIGNED;
            answerUnassigned();
            return;
        }
        phase = Phase.GREETING;
        moving = false;
        greet(serving, now);
    }

    private void askAgain(long now) {
        PatientId serving = patient;
        if (phase == Phase.CLAIMING || serving == null) {
            askedAt = now;
            session.claim(device, helloNanos);
        } else {
            greet(serving, now);
        }
    }

    private void greet(PatientId serving, long now) {
        askedAt = now;
        session.greet(serving, device, epoch, next, now + clockOffset);
    }

    /**
     * A patient knows the device.
     *
     * @param acked the frames after it are next
     * @param itsEntity takes them
     */
    public void welcome(PatientId from, long itsEpoch, long acked, E itsEntity, long now) {
        if (!mayBeWelcomed(itsEntity) || !from.equals(patient) || itsEpoch != epoch) {
            return;
        }
        phase = Phase.STREAMING;
        moving = false;
        entity = itsEntity;
        frames.restart(acked);
        isDurable(epoch, acked);
        owesReady = false;
        voice.ready(epoch, acked, patient);
        shut = false;
        if (isShut()) {
            // A ready ends a hold, so it has to be said once more.
            voice.hold(shutReason());
        } else {
            voice.goIfHeld("ready");
        }
        for (LineFrames.Waiting each : frames.takeWaiting()) {
            pass(each.frame(), each.receivedNanos(), now);
        }
        frames.count();
    }

    /**
     * While it streams, it is told so when frames were refused: the device must send them again. Only
     * by whom it streams to: the welcome of one that has ended since may come late.
     */
    private boolean mayBeWelcomed(E itsEntity) {
        return switch (phase) {
            case GREETING, APART -> true;
            case STREAMING -> itsEntity.equals(entity);
            case CLAIMING, UNASSIGNED, SUPERSEDED -> false;
        };
    }

    private void notAttached(long now) {
        if (phase == Phase.GREETING || phase == Phase.STREAMING) {
            phase = Phase.APART;
            askedAt = now;
            entity = null;
            limits.forget();
            answerUnassigned();
        }
    }

    /** To a hello with a ready for nobody; to frames, early ones or in flight, with a hold. */
    private void answerUnassigned() {
        boolean hadFrames = frames.giveBackWaiting();
        if (owesReady) {
            owesReady = false;
            voice.ready(epoch, durableSoFar(), null);
        }
        if (hadFrames || phase == Phase.APART) {
            voice.hold(UNASSIGNED);
        }
    }

    private void durable(DeviceNotice.Durable durable) {
        isDurable(durable.epoch(), durable.seq());
        if (durable.epoch() == epoch) {
            frames.durable(durable.seq());
            limits.durable(durable.seq());
            // One that comes late, from an entity that has ended since, takes nothing back.
            voice.ack(epoch, Math.max(durable.seq(), durableSoFar()));
        }
    }

    private static String described(List<Refused> problems) {
        List<String> words = new ArrayList<>(problems.size());
        for (Refused problem : problems) {
            words.add("field '" + problem.field() + "' " + problem.reason());
        }
        return String.join("; ", words);
    }
}
