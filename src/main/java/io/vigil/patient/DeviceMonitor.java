package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.device.DeviceEvent;
import io.vigil.core.device.DeviceState;
import io.vigil.core.device.DeviceState.Step;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Reply;
import io.vigil.patient.DeviceEntity.Answered;
import io.vigil.patient.DeviceEntity.Assign;
import io.vigil.patient.DeviceEntity.Claim;
import io.vigil.patient.DeviceEntity.Command;
import io.vigil.patient.DeviceEntity.Expired;
import io.vigil.patient.DeviceEntity.FromLedger;
import io.vigil.patient.DeviceEntity.GetAssignment;
import io.vigil.patient.DeviceEntity.Holds;
import io.vigil.patient.DeviceEntity.Idle;
import io.vigil.patient.DeviceEntity.LedgerEnded;
import io.vigil.patient.DeviceEntity.LetsGo;
import io.vigil.patient.DeviceEntity.Looked;
import io.vigil.patient.DeviceEntity.Retry;
import io.vigil.patient.DeviceEntity.Serving;
import io.vigil.patient.DeviceEntity.SessionEnded;
import io.vigil.patient.DeviceEntity.StartLedger;
import io.vigil.patient.DeviceEntity.Stop;
import io.vigil.patient.DeviceEntity.StopNow;
import io.vigil.patient.DeviceEntity.TooLong;
import io.vigil.patient.DeviceEntity.Unclaim;
import io.vigil.patient.DeviceEntity.Verified;
import io.vigil.patient.PatientEntity.Decided;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A device's actor. Claims are held in memory, the newest wins. An assignment is recorded first and
 * carried out after, one step at a time, each as often as it takes: the old patient lets go, then
 * the new one takes the device where the old one left off. A restart goes on with the step that is
 * next by the journal.
 *
 * <p>A patient's discharge lets its devices go without asking them. That is found out when a
 * connection claims the device: its patient is asked whether it still has it, and if it hasn't, the
 * device is assigned to nobody. (Sessions that are open at the time are told by the patient.)
 */
final class DeviceMonitor extends AbstractBehavior<Command> {

    private final DeviceId id;
    private final DeviceSettings settings;
    private final DevicePorts ports;
    private final Assignments assignments = new Assignments();
    private final List<GetAssignment> askers = new ArrayList<>(0);
    private final DeviceClaim<ActorRef<DeviceNotice>> claim;
    /** Null until a patient of several sites has said that it has the device. */
    private @Nullable DeviceContest contest;

    private final DeviceLedgerKeeper ledger;
    /** A patient that has turned out to have been discharged, until that is recorded. */
    private @Nullable PatientId lost;
    /** How far that patient has the device's frames, which the journal tells once it is recorded. */
    private @Nullable DeviceMark lostAt;

    private boolean stepping;
    private boolean rejoin;
    private boolean stopping;
    private long stepNumber;
    private Duration pause;
    private String by = "assignment";

    DeviceMonitor(
            ActorContext<Command> context,
            DeviceId id,
            DeviceSettings settings,
            DevicePorts ports) {
        super(context);
        this.id = id;
        this.settings = settings;
        this.ports = ports;
        this.claim = new DeviceClaim<>(id, ActorRef::tell);
        this.pause = settings.backoffMin();
        this.ledger = new DeviceLedgerKeeper(context, id, settings);
        later(settings.recoveryPatience(), new TooLong());
        context.setReceiveTimeout(settings.idle(), new Idle());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::on).build();
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Claim m -> claimed(m);
            case Unclaim m -> dropped(m.session());
            case SessionEnded m -> dropped(m.session());
            case Assign m -> assign(m);
            case GetAssignment m -> askers.add(m);
            case FromLedger m -> heard(m.notice());
            case LedgerEnded m -> ledgerEnded();
            case StartLedger m -> ledger.start();
            case Answered m -> answered(m);
            case Verified m -> verified(m);
            case Holds m -> contest().holds(m);
            case LetsGo m -> contest().letsGo(m.patient());
            case Looked m -> contest().looked(m);
            case Retry m -> stepping = false;
            case Expired m -> assignments.expired(m.assign());
            case TooLong m -> tooLong();
            case Idle m -> idle();
            case Stop m -> stop();
            case StopNow m -> ledger.giveUp();
        }
        DeviceLedger.Recorded now = ledger.recorded();
        if (now != null) {
            settle(now.device());
            rest();
        }
        return stopping && !ledger.isWriting() ? Behaviors.stopped() : Behaviors.same();
    }

    // connections

    private void claimed(Claim m) {
        if (!claim.take(m.session(), m.receivedNanos())) {
            return;
        }
        getContext().watchWith(m.session(), new SessionEnded(m.session()));
        // Else whatever it is told would set that timer anew, in vain.
        getContext().cancelReceiveTimeout();
        DeviceLedger.Recorded now = ledger.recorded();
        if (now != null) {
            verify(now.device());
        }
    }

    private void dropped(ActorRef<DeviceNotice> session) {
        claim.drop(session);
        if (!claim.isHeld()) {
            getContext().setReceiveTimeout(settings.idle(), new Idle());
        }
    }

    /** Asks the patient whether it still has the device; the claim's answer waits for that. */
    private void verify(DeviceState device) {
        PatientId patient = device.serving();
        if (patient != null && claim.isWaiting()) {
            claim.verify(true);
            getContext()
                    .pipeToSelf(
                            ports.patients().picture(patient),
                            (picture, failure) -> new Verified(patient, picture));
        }
    }

    private DeviceContest contest() {
        DeviceContest known = contest;
        if (known == null) {
            known = new DeviceContest(id, ports.patients(), this::look);
            contest = known;
        }
        return known;
    }

    private void look(PatientId patient) {
        getContext()
                .pipeToSelf(
                        ports.patients().picture(patient),
                        (picture, failure) -> new Looked(patient, picture));
    }

    /** An answer that never comes must not keep the device from its patient. */
    private void verified(Verified m) {
        claim.verify(false);
        PatientEntity.Picture picture = m.picture();
        DeviceLedger.Recorded now = ledger.recorded();
        if (picture != null && now != null && m.patient().equals(now.device().serving())) {
            boolean gone =
                    !picture.state().isAdmitted() || picture.state().devices().attached(id) == null;
            if (gone) {
                lost = m.patient();
                lostAt = picture.durable().get(id);
                assignments.want(null, "discharge");
            }
        }
    }

    /** The patient that frames go to: not one that has been found to have let the device go. */
    private @Nullable PatientId serving(DeviceState device) {
        PatientId patient = device.serving();
        return Objects.equals(patient, lost) ? null : patient;
    }

    private void tooLong() {
        if (ledger.recorded() == null) {
            claim.tell(new DeviceNotice.Unavailable(id, "the device's record is not read yet"));
        }
    }

    // assignment

    private void assign(Assign m) {
        assignments.ask(m);
        later(settings.answerTimeout(), new Expired(m));
    }

    /** Does what is next, if nothing is under way; then tells who has to know. */
    private void settle(DeviceState device) {
        if (ledger.isReady() && !stepping && !stopping) {
            Assignments.Wanted wanted = assignments.take();
            if (wanted != null) {
                begin(device, wanted);
            } else {
                step(device);
            }
        }
        DeviceMark mark = lostAt;
        if (mark != null && isAhead(mark, device)) {
            claim.settle(serving(device), mark.epoch(), mark.seq());
        } else {
            claim.settle(serving(device), device.epoch(), device.seq());
        }
        askers.forEach(asker -> asker.replyTo().tell(new Serving(id, serving(device))));
        askers.clear();
    }

    /** The same patient again: it may have been discharged and admitted since. */
    private void begin(DeviceState device, Assignments.Wanted wanted) {
        by = wanted.by();
        PatientId patient = wanted.patient();
        if (Objects.equals(device.patient(), patient)) {
            rejoin = patient != null && device.joined();
            step(device);
        } else {
            rejoin = false;
            ledger.write(new DeviceEvent.Assigned(ports.clock().millis(), by, patient));
        }
    }

    private void step(DeviceState device) {
        PatientId patient = device.patient();
        switch (device.nextStep()) {
            case Step.Leave s ->
                ask(s.from(), new PatientCommand.DetachDevice(ports.clock().millis(), by, id));
            case Step.Join s -> join(s.to(), s.epoch(), s.seq());
            case Step.Done s -> {
                if (rejoin && patient != null) {
                    join(patient, device.epoch(), device.seq());
                } else {
                    assignments.done(patient);
                }
            }
        }
    }

    private void join(PatientId patient, long epoch, long seq) {
        long now = ports.clock().millis();
        ask(patient, new PatientCommand.AttachDevice(now, by, id, epoch, seq));
    }

    private void ask(PatientId patient, PatientCommand.FromPerson command) {
        stepping = true;
        stepNumber++;
        long number = stepNumber;
        getContext()
                .pipeToSelf(
                        ports.patients().ask(patient, command),
                        (answer, failure) -> new Answered(number, answer));
    }

    private void answered(Answered m) {
        DeviceLedger.Recorded now = ledger.recorded();
        if (m.step() != stepNumber || !stepping || now == null) {
            return;
        }
        if (m.answer() instanceof Decided decided) {
            stepping = false;
            pause = settings.backoffMin();
            stepped(now.device(), decided);
        } else {
            retryLater();
        }
    }

    private void stepped(DeviceState device, Decided decided) {
        Reply reply = decided.reply();
        boolean done = reply instanceof Reply.Accepted || reply instanceof Reply.Unchanged;
        PatientId patient = device.patient();
        if (device.leaving() != null) {
            left(device, decided.picture().durable().get(id));
        } else if (patient == null) {
            rejoin = false;
        } else if (!done) {
            rejoin = false;
            assignments.refused(patient, reply);
            assignments.want(null, by);
        } else if (!device.joined()) {
            ledger.write(new DeviceEvent.Joined(ports.clock().millis()));
        } else {
            rejoin = false;
            lost = null;
        }
    }

    /** A patient that never had the device has no mark of it: then the last one known stands. */
    private void left(DeviceState device, @Nullable DeviceMark mark) {
        long at = ports.clock().millis();
        if (mark != null && isAhead(mark, device)) {
            ledger.write(new DeviceEvent.Left(at, mark.epoch(), mark.seq()));
        } else {
            ledger.write(new DeviceEvent.Left(at, device.epoch(), device.seq()));
        }
    }

    private static boolean isAhead(DeviceMark mark, DeviceState device) {
        return mark.epoch() > device.epoch()
                || mark.epoch() == device.epoch() && mark.seq() > device.seq();
    }

    private void retryLater() {
        later(pause, new Retry());
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(settings.backoffMax()) < 0 ? twice : settings.backoffMax();
    }

    private boolean isChanging(DeviceState device) {
        return ledger.isWriting()
                || !assignments.isEmpty()
                || !(device.nextStep() instanceof Step.Done);
    }

    // the ledger

    private void heard(DeviceLedger.Notice notice) {
        switch (notice) {
            case DeviceLedger.Recovered n -> {
                boolean first = ledger.recorded() == null;
                ledger.recovered(n.recorded());
                if (first) {
                    verify(n.recorded().device());
                }
            }
            case DeviceLedger.Written n -> {
                if (ledger.written(n)) {
                    lost = null;
                }
            }
            case DeviceLedger.Failed n -> {
                ledger.failed();
                getContext().getLog().warn("device {}: the journal fails: {}", id, n.why());
            }
        }
    }

    private void ledgerEnded() {
        ledger.failed();
        later(settings.backoffMax(), new StartLedger());
    }

    private void rest() {
        DeviceLedger.Recorded now = ledger.recorded();
        if (now != null && !isChanging(now.device())) {
            ledger.rest();
        }
    }

    // the end

    private void idle() {
        DeviceLedger.Recorded now = ledger.recorded();
        if (!claim.isHeld() && now != null && !isChanging(now.device())) {
            ports.shard().tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
        }
    }

    private void stop() {
        stopping = true;
        if (ledger.isWriting()) {
            later(settings.stopTimeout(), new StopNow());
        }
    }

    private void later(Duration delay, Command command) {
        getContext().scheduleOnce(delay, getContext().getSelf(), command);
    }
}
