package io.vigil.patient;

import io.vigil.core.patient.Contest;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
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
import io.vigil.patient.PatientEntity.Picture;
import io.vigil.patient.PatientEntity.RowsRead;
import io.vigil.patient.PatientEntity.SessionEnded;
import io.vigil.patient.PatientEntity.SiteHas;
import io.vigil.patient.PatientEntity.SiteLacks;
import io.vigil.patient.PatientEntity.Stop;
import io.vigil.patient.PatientEntity.TimeUp;
import io.vigil.patient.PatientEntity.Wake;
import io.vigil.patient.PatientEntity.WardConfirmed;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

import java.util.List;

/**
 * A patient's actor once its journal has been read. Whatever comes is decided on the live state and
 * shown at once if it came from a device or another site; its events queue for the ledger; who waits
 * is answered when they are durable. Storage never holds up a decision.
 */
final class PatientMonitor extends AbstractBehavior<Command> {

    private static final String STOPPED =
            "the patient's actor has stopped before the write was answered";

    private final Body body;
    private final LedgerQueue queue;
    private final Outboxes outboxes;
    private final WardVoice voice;
    private final LiveAndShown views;
    private final LedgerDesk ledger;
    private final Course course;
    private final DeviceDesk devices;
    private final PeopleDesk people;
    private final SiteDesk sites;
    private final DeviceClaims claims;
    private long activeAt;
    private long stopAt = Long.MAX_VALUE;
    private boolean isGone;

    PatientMonitor(
            ActorContext<Command> context, Body body, LedgerKeeper keeper, Recorded journal) {
        super(context);
        this.body = body;
        Recorded recorded = shared(body.settings(), journal);
        this.queue = new LedgerQueue(body.ports().metrics().patientHop(), recorded);
        this.outboxes = new Outboxes(context, body, recorded);
        this.views = new LiveAndShown(recorded.replica());
        this.voice = new WardVoice(body, views, outboxes);
        this.ledger = new LedgerDesk(
                body, context, keeper, queue, outboxes, voice, this::landed, recorded);
        this.course = new Course(body, views, voice, queue, recorded);
        this.devices = new DeviceDesk(context, body, course, ledger, queue);
        this.people = new PeopleDesk(body, course, ledger, queue, this::picture);
        this.sites = new SiteDesk(body, course, ledger, devices);
        this.claims = new DeviceClaims(body, this::contested);
        this.activeAt = body.now();
        voice.begin(activeAt);
        body.ports().metrics().patientAwake();
        settled();
    }

    /**
     * A stay that began while there was one site stays this site's: of what it has decided until
     * now the others could learn nothing.
     */
    private static Recorded shared(PatientSettings settings, Recorded recorded) {
        boolean isNew = settings.shared() && !recorded.patient().isAdmitted();
        return isNew || recorded.isShared() ? recorded.among(settings.siteId()) : recorded;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::on)
                .onSignal(PostStop.class, signal -> stopped())
                .build();
    }

    Behavior<Command> on(Command command) {
        try {
            handle(command);
            return settled();
        } catch (RuntimeException e) {
            // The shard starts the patient anew; a signal that it has stopped may not come.
            ledger.abandon();
            gone();
            throw e;
        }
    }

    private void handle(Command command) {
        switch (command) {
            case Hello m -> devices.hello(m);
            case FromDevice m -> devices.frame(m, isStopping());
            case FromPerson m -> people.asks(m, devices.isShut(isStopping()));
            case FromSite m -> sites.take(m, devices.isShut(isStopping()));
            case GetPicture m -> m.replyTo().tell(picture());
            case FindRows m ->
                m.replyTo()
                        .tell(PatientLedger.rows(body.id(), ledger.recorded(), m.from(), m.to()));
            case Wake m -> voice.asked(m.ward(), body.now());
            case Contested m -> contested(m.contest());
            case WardConfirmed m -> {
                body.reports().confirmed(m.confirmed());
                people.wardConfirmed();
            }
            case FromLedger m -> {
                ledger.heard(m.notice());
                toldOfTheStore();
            }
            case LedgerEnded m -> {
                ledger.ended();
                toldOfTheStore();
            }
            case FromFeed m -> outboxes.heard(m.outcome(), body.now());
            case SiteHas m -> outboxes.sites().has(m.site(), m.dot());
            case SiteLacks m -> outboxes.sites().lacks(m.site(), m.dot());
            case RowsRead m -> outboxes.read(m, body.now());
            case SessionEnded m -> devices.sessions().gone(m.session());
            case TimeUp m -> timeUp(m);
            case Stop m -> stopAt = body.now() + body.settings().stopTimeout().toMillis();
        }
        if (isActivity(command)) {
            activeAt = body.now();
        }
    }

    /** When too much waits for the store nothing is decided: it is told again. */
    private void contested(Contest contest) {
        if (!devices.isShut(isStopping())) {
            PatientCommand command = new PatientCommand.Contested(body.now(), contest);
            course.serverDecided(course.decide(command).events());
        }
    }

    private static boolean isActivity(Command command) {
        return command instanceof Hello
                || command instanceof FromDevice
                || command instanceof FromPerson
                || command instanceof FromSite
                || command instanceof GetPicture
                || command instanceof FindRows
                || command instanceof Wake;
    }

    private Picture picture() {
        return new Picture(
                body.id(),
                views.shown(),
                voice.openAlarms(),
                ledger.recordedThrough(),
                ledger.patient().devices(),
                views.shownReplica().doubts());
    }

    private void toldOfTheStore() {
        if (ledger.isFailing()) {
            sites.storeFails();
        }
    }

    private void landed(List<Entry> entries) {
        voice.landed(entries, body.now());
        devices.landed(entries, views.shown().isAdmitted());
        people.landed(entries);
        sites.landed(entries);
        if (queue.isIdle()) {
            views.recorded(ledger.recorded().replica());
        }
    }

    // time

    private void timeUp(TimeUp timer) {
        body.timer().fired(timer);
        long now = body.now();
        ledger.startIfDue(now);
        PatientCommand.Tick tick =
                new PatientCommand.Tick(now, devices.sessions().heard());
        course.serverDecided(course.decide(tick).events());
        voice.repeat(now);
        if (people.expire(now) > 0) {
            getContext().getLog().warn("patient {}: a ward has not confirmed a move", body.id());
        }
        if (now >= idleAt()) {
            activeAt = now;
            body.ports()
                    .shard()
                    .tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
        }
    }

    private Behavior<Command> settled() {
        long now = body.now();
        outboxes.step(now);
        claims.step(views.shownReplica(), now);
        voice.publishing(now);
        ledger.writeNext(!views.live().isAdmitted() && !isStopping());
        voice.vitals(now);
        devices.settle(isStopping());
        if (isStopping() && (queue.isIdle() || now >= stopAt)) {
            return Behaviors.stopped();
        }
        body.timer().notLaterThan(nextDue(), now);
        return Behaviors.same();
    }

    private long nextDue() {
        long next = Patient.nextDeadline(views.live(), devices.sessions().heard())
                .orElse(Long.MAX_VALUE);
        next = Math.min(next, ledger.nextDue());
        next = Math.min(next, voice.nextDue());
        next = Math.min(next, people.nextDue());
        next = Math.min(next, outboxes.nextDue());
        next = Math.min(next, claims.nextDue());
        next = Math.min(next, stopAt);
        return Math.min(next, idleAt());
    }

    /** When the actor may go: only of a patient who is in no bed, with nothing left to tell. */
    private long idleAt() {
        boolean idle = !views.live().isAdmitted()
                && queue.isIdle()
                && people.isEmpty()
                && outboxes.isSettled()
                && body.reports().isSettled();
        return idle ? activeAt + body.settings().idle().toMillis() : Long.MAX_VALUE;
    }

    private boolean isStopping() {
        return stopAt != Long.MAX_VALUE;
    }

    private void gone() {
        if (!isGone) {
            isGone = true;
            body.ports().metrics().patientGone();
        }
    }

    private Behavior<Command> stopped() {
        body.timer().stop();
        gone();
        ledger.stopped();
        people.refuseAll(STOPPED);
        sites.refuseAll(STOPPED);
        return this;
    }
}
