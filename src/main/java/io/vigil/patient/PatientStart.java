package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.journal.Recorded;
import io.vigil.patient.PatientEntity.Command;
import io.vigil.patient.PatientEntity.Contested;
import io.vigil.patient.PatientEntity.FindRows;
import io.vigil.patient.PatientEntity.FromDevice;
import io.vigil.patient.PatientEntity.FromFeed;
import io.vigil.patient.PatientEntity.FromLedger;
import io.vigil.patient.PatientEntity.FromPerson;
import io.vigil.patient.PatientEntity.FromSite;
import io.vigil.patient.PatientEntity.GetPicture;
import io.vigil.patient.PatientEntity.Hello;
import io.vigil.patient.PatientEntity.LedgerEnded;
import io.vigil.patient.PatientEntity.NotTaken;
import io.vigil.patient.PatientEntity.RowsRead;
import io.vigil.patient.PatientEntity.SessionEnded;
import io.vigil.patient.PatientEntity.SiteHas;
import io.vigil.patient.PatientEntity.SiteLacks;
import io.vigil.patient.PatientEntity.Stop;
import io.vigil.patient.PatientEntity.TimeUp;
import io.vigil.patient.PatientEntity.Unavailable;
import io.vigil.patient.PatientEntity.Wake;
import io.vigil.patient.PatientEntity.WardConfirmed;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * A patient's actor until its journal has been read: what comes waits, in order and bounded. If the
 * store is down that may take long; then devices are told to hold, and people that nothing was done.
 */
final class PatientStart extends AbstractBehavior<Command> {

    private static final String STARTING = "the patient's record is not read yet";

    private record Waiting(Command command, long since) {}

    private final Body body;
    private final LedgerKeeper ledger;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<DeviceId, ActorRef<DeviceNotice>> held = new HashMap<>();
    private final long startedAt;
    private boolean holding;

    PatientStart(ActorContext<Command> context, Body body) {
        super(context);
        this.body = body;
        this.startedAt = body.now();
        this.ledger = new LedgerKeeper(
                context, body.id(), body.settings(), body.ports().metrics());
        body.timer().notLaterThan(nextDue(), startedAt);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::on)
                .onSignal(PostStop.class, signal -> stopped())
                .build();
    }

    private Behavior<Command> on(Command command) {
        Behavior<Command> next = switch (command) {
            case Hello m -> await(m);
            case FromDevice m -> await(m);
            case FromPerson m -> await(m);
            case FromSite m -> await(m);
            case GetPicture m -> await(m);
            case FindRows m -> await(m);
            case Wake m -> await(m);
            case Contested m -> this;
            case WardConfirmed m -> this;
            case SessionEnded m -> this;
            case FromFeed m -> this;
            case SiteHas m -> this;
            case SiteLacks m -> this;
            case RowsRead m -> this;
            case FromLedger m -> heard(m.notice());
            case LedgerEnded m -> ledgerEnded();
            case TimeUp m -> timeUp(m);
            case Stop m -> stopWaiting();
        };
        body.timer().notLaterThan(nextDue(), body.now());
        return next;
    }

    private Behavior<Command> await(Command command) {
        if (holding || waiting.size() >= Bounds.PENDING_EVENTS_MAX) {
            hold(command);
        }
        if (waiting.size() < Bounds.PENDING_EVENTS_MAX) {
            waiting.add(new Waiting(command, body.now()));
        } else {
            refuse(command);
        }
        return this;
    }

    private Behavior<Command> heard(PatientLedger.Notice notice) {
        return switch (notice) {
            case PatientLedger.Recovered recovered -> recovered(recovered.recorded());
            case PatientLedger.Failed failed -> failed(failed.why());
            case PatientLedger.Written written -> this;
        };
    }

    /** What has waited is decided now, before anything that comes later. */
    private Behavior<Command> recovered(Recorded recorded) {
        ledger.recovered();
        ledger.works();
        held.forEach((device, session) -> session.tell(new DeviceNotice.Go(device, "recovered")));
        PatientMonitor monitor = new PatientMonitor(getContext(), body, ledger, recorded);
        for (Waiting one : waiting) {
            monitor.on(one.command());
        }
        waiting.clear();
        return monitor;
    }

    private Behavior<Command> failed(String why) {
        if (ledger.failed()) {
            getContext().getLog().warn("patient {} can't be read: {}", body.id(), why);
        }
        holdAll();
        return this;
    }

    private Behavior<Command> ledgerEnded() {
        ledger.ended(body.now());
        return failed("its ledger has ended");
    }

    private Behavior<Command> timeUp(TimeUp timer) {
        body.timer().fired(timer);
        long now = body.now();
        ledger.startIfDue(now);
        if (now >= startedAt + body.settings().recoveryPatience().toMillis()) {
            holdAll();
        }
        expire(now);
        return this;
    }

    private Behavior<Command> stopWaiting() {
        waiting.forEach(one -> refuse(one.command()));
        waiting.clear();
        return Behaviors.stopped();
    }

    private Behavior<Command> stopped() {
        body.timer().stop();
        ledger.works();
        return this;
    }

    private void holdAll() {
        if (!holding) {
            holding = true;
            waiting.forEach(one -> hold(one.command()));
        }
    }

    private void hold(Command command) {
        if (command instanceof Hello m) {
            hold(m.device(), m.session());
        } else if (command instanceof FromDevice m) {
            hold(m.frame().device(), m.session());
        }
    }

    private void hold(DeviceId device, ActorRef<DeviceNotice> session) {
        if (!session.equals(held.put(device, session))) {
            session.tell(new DeviceNotice.Hold(device, STARTING));
        }
    }

    /** Not kept, and said so to whoever can be told. */
    private void refuse(Command command) {
        if (command instanceof FromDevice m) {
            m.session().tell(new DeviceNotice.Hold(m.frame().device(), STARTING));
        } else if (command instanceof FromPerson m) {
            m.replyTo().tell(new Unavailable(STARTING));
        } else if (command instanceof FromSite m) {
            m.replyTo().tell(new NotTaken(body.id(), m.envelope().dot(), STARTING));
        }
    }

    /** A command that has been answered 'unavailable' must not be done later all the same. */
    private void expire(long now) {
        Iterator<Waiting> all = waiting.iterator();
        while (all.hasNext()) {
            Waiting one = all.next();
            if (one.command() instanceof FromPerson && isLate(one, now)) {
                refuse(one.command());
                all.remove();
            }
        }
    }

    private boolean isLate(Waiting one, long now) {
        return now >= one.since() + body.settings().answerTimeout().toMillis();
    }

    private long nextDue() {
        long next = ledger.nextDue();
        if (!holding) {
            next = Math.min(next, startedAt + body.settings().recoveryPatience().toMillis());
        }
        for (Waiting one : waiting) {
            if (one.command() instanceof FromPerson) {
                return Math.min(
                        next, one.since() + body.settings().answerTimeout().toMillis());
            }
        }
        return next;
    }
}
