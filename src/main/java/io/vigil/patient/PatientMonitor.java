package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Reply;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.patient.PatientEntity.Command;
import io.vigil.patient.PatientEntity.FindRows;
import io.vigil.patient.PatientEntity.FromDevice;
import io.vigil.patient.PatientEntity.FromFeed;
import io.vigil.patient.PatientEntity.FromLedger;
import io.vigil.patient.PatientEntity.FromPerson;
import io.vigil.patient.PatientEntity.GetPicture;
import io.vigil.patient.PatientEntity.Hello;
import io.vigil.patient.PatientEntity.LedgerEnded;
import io.vigil.patient.PatientEntity.Picture;
import io.vigil.patient.PatientEntity.RowsRead;
import io.vigil.patient.PatientEntity.SessionEnded;
import io.vigil.patient.PatientEntity.Stop;
import io.vigil.patient.PatientEntity.TimeUp;
import io.vigil.patient.PatientEntity.Unavailable;
import io.vigil.patient.PatientEntity.Wake;
import io.vigil.patient.PatientEntity.WardConfirmed;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorRef;
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
 * shown at once if it came from a device; its events queue for the ledger; who waits is answered
 * when they are durable. Storage never holds up a decision.
 */
final class PatientMonitor extends AbstractBehavior<Command> {

    private final Body body;
    private final Metrics metrics;
    private final LedgerKeeper ledger;
    private final LedgerQueue queue;
    private final FeedOutbox feed;
    private final Sessions sessions;
    private final Gate gate;
    private final People people;
    private final WardVoice voice;
    private final LiveAndShown views;
    private Recorded recorded;
    private long activeAt;
    private long stopAt = Long.MAX_VALUE;

    PatientMonitor(
            ActorContext<Command> context, Body body, LedgerKeeper ledger, Recorded recorded) {
        super(context);
        this.body = body;
        this.metrics = body.ports().metrics();
        this.ledger = ledger;
        this.queue = new LedgerQueue(metrics.patientHop());
        this.feed = new FeedOutbox(context, body, recorded);
        this.recorded = recorded;
        this.sessions = new Sessions();
        this.gate = new Gate(sessions);
        this.people = new People(body.settings().wardTimeout().toMillis());
        this.views = new LiveAndShown(recorded.patient());
        this.voice = new WardVoice(body, views, feed);
        this.activeAt = body.now();
        queue.startAfter(recorded.lastBatch());
        sessions.follow(attached(), activeAt);
        voice.begin(activeAt);
        settled();
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
            queue.abandon();
            feed.abandon();
            throw e;
        }
    }

    private void handle(Command command) {
        switch (command) {
            case Hello m -> hello(m);
            case FromDevice m -> frame(m);
            case FromPerson m -> person(m);
            case GetPicture m -> m.replyTo().tell(picture());
            case FindRows m -> findRows(m);
            case Wake m -> voice.asked(m.ward(), body.now());
            case WardConfirmed m -> confirmed(m);
            case FromLedger m -> heard(m.notice());
            case LedgerEnded m -> ledgerEnded();
            case FromFeed m -> feed.heard(m.outcome(), body.now());
            case RowsRead m -> feed.read(m, body.now());
            case SessionEnded m -> sessions.gone(m.session());
            case TimeUp m -> timeUp();
            case Stop m -> stopAt = body.now() + body.settings().stopTimeout().toMillis();
        }
        if (isActivity(command)) {
            activeAt = body.now();
        }
    }

    private static boolean isActivity(Command command) {
        return command instanceof Hello
                || command instanceof FromDevice
                || command instanceof FromPerson
                || command instanceof GetPicture
                || command instanceof FindRows
                || command instanceof Wake;
    }

    // devices

    private void hello(Hello m) {
        long now = body.now();
        DeviceMark mark = recorded.patient().devices().attached(m.device());
        Decision decision = Patient.decide(
                views.live(), new PatientCommand.Greet(m.device(), m.deviceAt(), now));
        if (mark == null || decision.reply() instanceof Reply.NotAttached) {
            m.session().tell(new DeviceNotice.NotAttached(m.device()));
        } else if (m.epoch() < mark.epoch()) {
            m.session().tell(new DeviceNotice.StaleEpoch(m.device(), mark.epoch()));
        } else {
            speaks(m.device(), m.session());
            serverDecided(decision.events());
            m.session().tell(welcome(m.device(), m.epoch(), mark));
            if (body.settings().watched()) {
                m.session().tell(watched(m.device()));
            }
            gate.greet(m.device(), m.session());
        }
    }

    private DeviceNotice welcome(DeviceId device, long epoch, DeviceMark mark) {
        return new DeviceNotice.Welcome(
                device, body.id(), epoch, mark.ackedIn(epoch), getContext().getSelf());
    }

    private DeviceNotice watched(DeviceId device) {
        return new DeviceNotice.Watched(
                device, recorded.patient(), body.settings().site());
    }

    private void frame(FromDevice m) {
        PatientCommand.FromDevice c = m.frame();
        metrics.frameReceived(c instanceof PatientCommand.Observe o ? o.values().size() : 0);
        if (gate.isShut(queue.pendingEvents(), isStopping())) {
            metrics.patientHop().refused();
            gate.refuse(c.device(), c.epoch(), m.session());
            return;
        }
        Decision decision = Patient.decide(views.live(), c);
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
        voice.announce(events, m.receivedNanos(), body.now());
        long through = c instanceof PatientCommand.DeclareGap gap ? gap.through() : c.seq();
        queue.add(new Entry.Frame(
                events, c.device(), c.epoch(), through, m.receivedNanos(), m.session()));
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
        DeviceMark mark = recorded.patient().devices().get(c.device());
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
            getContext().watchWith(session, new SessionEnded(session));
        }
    }

    /** What a hello or the time led to. */
    private void serverDecided(List<PatientEvent> events) {
        if (!events.isEmpty()) {
            voice.announce(events, 0, body.now());
            queue.add(new Entry.Server(events));
        }
    }

    // people

    private void person(FromPerson m) {
        if (people.isFull()) {
            m.replyTo().tell(new Unavailable("too many commands are waiting for the store"));
        } else if (ledger.isFailing() || gate.isShut(queue.pendingEvents(), isStopping())) {
            m.replyTo().tell(new Unavailable("the store is not taking writes: nothing was done"));
        } else {
            decide(m);
        }
    }

    private void decide(FromPerson m) {
        long now = body.now();
        Decision decision = Patient.decide(views.live(), m.command());
        Reply reply = decision.reply();
        boolean done = reply instanceof Reply.Accepted || reply instanceof Reply.Unchanged;
        Asked asked = new Asked(
                people.nextNumber(),
                m.replyTo(),
                reply,
                done && isMove(m.command()),
                now + body.settings().answerTimeout().toMillis());
        people.add(asked);
        if (!decision.events().isEmpty()) {
            voice.hold(decision.events());
            sessions.follow(attached(), now);
            queue.add(new Entry.Person(decision.events(), asked));
        } else if (done && !queue.isIdle()) {
            queue.add(new Entry.Person(List.of(), asked));
        } else {
            people.durable(asked, body.reports().isPlaced(), this::picture, now);
        }
    }

    private static boolean isMove(PatientCommand.FromPerson command) {
        return command instanceof PatientCommand.Admit
                || command instanceof PatientCommand.Transfer
                || command instanceof PatientCommand.Discharge;
    }

    private Picture picture() {
        return new Picture(
                body.id(),
                views.shown(),
                voice.openAlarms(),
                newest(recorded.patient()),
                recorded.patient().devices());
    }

    /** Time of the newest value, or null. */
    private static @Nullable Long newest(PatientState state) {
        long newest = WardVoice.newest(state);
        return newest == PatientState.NEVER ? null : newest;
    }

    private void findRows(FindRows m) {
        m.replyTo().tell(PatientLedger.rows(body.id(), recorded, m.from(), m.to()));
    }

    // wards

    private void confirmed(WardConfirmed m) {
        body.reports().confirmed(m.confirmed());
        if (body.reports().isPlaced()) {
            people.placed(this::picture);
        }
    }

    // the ledger

    private void heard(PatientLedger.Notice notice) {
        switch (notice) {
            case PatientLedger.Recovered n -> recovered(n.recorded());
            case PatientLedger.Written n -> written(n.number(), n.recorded());
            case PatientLedger.Failed n -> failed(n.why());
        }
    }

    private void recovered(Recorded after) {
        ledger.recovered();
        Batch batch = queue.inFlight();
        if (batch == null) {
            works();
        } else if (batch.number() <= after.lastBatch()) {
            written(batch.number(), after);
        } else {
            Invariants.check(
                    batch.number() == after.lastBatch() + 1, "the journal has every acked batch");
            ledger.write(batch);
        }
    }

    private void written(long number, Recorded after) {
        Batch batch = queue.inFlight();
        if (batch != null && batch.number() == number) {
            metrics.batchWritten(batch.events().size());
            recorded = after;
            feed.landed(batch);
            landed(queue.landed());
            works();
        }
    }

    private void failed(String why) {
        if (ledger.failed()) {
            getContext().getLog().warn("patient {}: the journal fails: {}", body.id(), why);
            voice.storageDown(queue.firstUnrecorded(), body.now());
        }
    }

    private void ledgerEnded() {
        ledger.ended(body.now());
        failed("the ledger has ended");
    }

    private void works() {
        if (ledger.works()) {
            getContext().getLog().info("patient {}: the journal takes writes again", body.id());
            voice.storageBack(body.now());
        }
    }

    private void landed(List<Entry> entries) {
        long now = body.now();
        boolean wasAdmitted = views.shown().isAdmitted();
        voice.landed(entries, now);
        tellDevices(entries);
        if (wasAdmitted && !views.shown().isAdmitted()) {
            sessions.tellAll(device -> new DeviceNotice.Assigned(device, null));
        }
        sessions.keep(attached());
        sessions.follow(attached(), now);
        if (body.settings().watched()
                && entries.stream().anyMatch(Entry.Person.class::isInstance)) {
            sessions.tellAll(this::watched);
        }
        for (Entry entry : entries) {
            if (entry instanceof Entry.Person person) {
                people.durable(person.asked(), body.reports().isPlaced(), this::picture, now);
            }
        }
    }

    /** One cumulative ack a batch for each device, to who sent the frames and who speaks now. */
    private void tellDevices(List<Entry> entries) {
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

    // time

    private void timeUp() {
        body.timer().fired();
        long now = body.now();
        ledger.startIfDue(now);
        serverDecided(Patient.decide(views.live(), new PatientCommand.Tick(now, sessions.heard()))
                .events());
        voice.repeat(now);
        int unconfirmed = people.expire(this::picture, now);
        if (unconfirmed > 0) {
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
        feed.step(now);
        voice.publishing(now);
        Batch next = ledger.isReady() && !ledger.isFailing() ? nextBatch() : null;
        if (next != null) {
            ledger.write(next);
        }
        voice.vitals(now);
        boolean open = gate.settle(
                queue.pendingEvents(),
                ledger.isFailing() && queue.frames() >= body.settings().unackedBeforeHold(),
                isStopping());
        if (open) {
            welcomeRefused();
        }
        if (isStopping() && (queue.isIdle() || now >= stopAt)) {
            return Behaviors.stopped();
        }
        body.timer().notLaterThan(nextDue(), now);
        return this;
    }

    /** What has been decided; of a patient who has left, in the end that all of it is published. */
    private @Nullable Batch nextBatch() {
        Batch next = queue.next(feed.published());
        boolean isOver = !views.live().isAdmitted() && queue.isIdle() && !isStopping();
        return next == null && isOver && feed.needsClosing() ? queue.closing() : next;
    }

    /** Devices whose frames were refused are told where to go on. */
    private void welcomeRefused() {
        gate.takeRefused().forEach((device, epoch) -> {
            ActorRef<DeviceNotice> session = sessions.of(device);
            DeviceMark mark = recorded.patient().devices().attached(device);
            if (session != null && mark != null) {
                session.tell(welcome(device, epoch, mark));
            }
        });
    }

    private long nextDue() {
        long next = Patient.nextDeadline(views.live(), sessions.heard()).orElse(Long.MAX_VALUE);
        next = Math.min(next, ledger.nextDue());
        next = Math.min(next, voice.nextDue());
        next = Math.min(next, people.nextDue());
        next = Math.min(next, feed.nextDue());
        next = Math.min(next, stopAt);
        return Math.min(next, idleAt());
    }

    /** When the actor may go: only of a patient who is in no bed, with nothing left to tell. */
    private long idleAt() {
        boolean idle = !views.live().isAdmitted()
                && queue.isIdle()
                && people.isEmpty()
                && feed.isSettled()
                && body.reports().isSettled();
        return idle ? activeAt + body.settings().idle().toMillis() : Long.MAX_VALUE;
    }

    private boolean isStopping() {
        return stopAt != Long.MAX_VALUE;
    }

    private List<DeviceMark> attached() {
        return views.live().isAdmitted() ? views.live().devices().attached() : List.of();
    }

    private Behavior<Command> stopped() {
        ledger.works();
        queue.abandon();
        feed.abandon();
        people.refuseAll("the patient's actor has stopped before the write was answered");
        return this;
    }
}
