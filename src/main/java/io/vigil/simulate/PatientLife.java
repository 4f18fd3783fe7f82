package io.vigil.simulate;

import io.vigil.core.Nullable;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridClock;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.patient.Change;
import io.vigil.patient.Entry;
import io.vigil.patient.LedgerQueue;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.patient.SiteIntake;
import io.vigil.patient.SiteOutboxes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A patient on a site from the site's start to its crash: the parts of the patient's actor, put
 * together as the actor does, before a store that takes its time and fails at times.
 */
final class PatientLife implements SiteIntake.Here {

    private static final int WRITE_MS_MAX = 20;
    private static final int STALL_MS_MAX = 2_000;
    private static final int STALL_PER_MILLE = 5;
    private static final int FAIL_PER_MILLE = 2;
    private static final int BACKOFF_MS_MAX = 3_000;

    /** Decided here; {@code asked}: by somebody. */
    private record Decided(List<PatientEvent> events, boolean asked, Runnable whenDurable)
            implements Entry {}

    private final SitePatient patient;
    private final SimSite site;
    private final Stage stage;
    private final World world;
    private final LedgerQueue queue;
    private final SiteOutboxes outboxes;
    private final SiteIntake<CompletableFuture<SiteAnswer>> intake;
    private final LifeDevices devices;
    /** What the store has said that it has. */
    private Recorded recorded;

    private Replica live;
    private HybridClock clock;
    private @Nullable Batch atTheStore;
    private boolean isStoreFailing;
    private long wakesAt = Long.MAX_VALUE;
    private boolean isOver;

    PatientLife(SitePatient patient, SimSite site, Stage stage) {
        this.patient = patient;
        this.site = site;
        this.stage = stage;
        this.world = stage.world();
        this.recorded = patient.durable();
        this.live = recorded.replica();
        this.clock = recorded.clock(site.now());
        this.queue = new LedgerQueue(stage.metrics().patientHop(), recorded);
        this.outboxes = new SiteOutboxes(
                patient.id,
                site.links().port(),
                place -> new SimRows(patient, this, place, site, world),
                (to, more) -> {},
                recorded);
        this.intake = new SiteIntake<>(patient.id, this, CompletableFuture::complete);
        this.devices = new LifeDevices(patient, this, site, stage);
    }

    @Override
    public Replica live() {
        return live;
    }

    @Override
    public Replica recorded() {
        return recorded.replica();
    }

    @Override
    public boolean isStoreFailing() {
        return isStoreFailing;
    }

    LifeDevices devices() {
        return devices;
    }

    boolean isOver() {
        return isOver;
    }

    /** @param whenDurable is run when all that was decided until now is */
    Decision decide(PatientCommand command, Runnable whenDurable) {
        Decision decision = live.decide(command);
        if (!decision.events().isEmpty()) {
            own(new Decided(
                    decision.events(), command instanceof PatientCommand.FromPerson, whenDurable));
            stage.promises().acknowledged(decision.events());
            stage.promises().nothingHidden(site.id, live.patient());
        }
        settle();
        return decision;
    }

    private void own(Decided entry) {
        clock = clock.tick(site.now());
        Change change = queue.own(live, clock.last(), entry.events());
        live = change.after(live);
        queue.add(entry);
    }

    // what other sites say

    CompletionStage<SiteAnswer> take(Envelope envelope, boolean isAhead) {
        CompletableFuture<SiteAnswer> answer = new CompletableFuture<>();
        intake.take(envelope, isAhead, answer, false, site.now());
        stage.promises().nothingHidden(site.id, live.patient());
        settle();
        return answer;
    }

    @Override
    public void comes(Entry.Foreign entry) {
        clock = clock.receive(entry.envelope().at(), site.now()).clock();
        Envelope envelope = Twist.of(entry.envelope(), live.marks(), stage.flaws());
        Change change = entry.ahead() ? new Change.Ahead(envelope) : new Change.InTurn(envelope);
        live = change.after(live);
        queue.add(entry);
    }

    @Override
    public void decides(List<PatientEvent> events) {
        if (!events.isEmpty()) {
            own(new Decided(events, false, () -> {}));
        }
    }

    void has(SiteId other, Dot dot) {
        long before = outboxes.cursors().get(other);
        outboxes.has(other, dot);
        long after = outboxes.cursors().get(other);
        world.happened(
                12,
                after * 64 + site.place,
                () -> site.id + " hears that " + other + " has " + dot + " of " + patient.id
                        + ", and all rows up to " + after);
        if (after > before) {
            site.counted(patient, other, before, after);
        }
        settle();
    }

    void lacks(SiteId other, Dot dot) {
        world.happened(
                11,
                dot.seq() * 64 + site.place,
                () -> site.id + " hears that " + other + " lacks " + dot + " of " + patient.id);
        outboxes.lacks(other, dot);
        settle();
    }

    void rowsRead(int place, long reading, List<Batch> rows, @Nullable String failure) {
        if (!isOver) {
            outboxes.at(place).read(reading, rows, failure, site.now());
            settle();
        }
    }

    // after whatever has happened

    void settle() {
        outboxes.step(site.now());
        write();
        long due = outboxes.nextDue();
        if (due < wakesAt) {
            wakesAt = due;
            world.after(Math.max(1, due - site.now()), this::wake);
        }
    }

    private void wake() {
        if (!isOver) {
            wakesAt = Long.MAX_VALUE;
            settle();
        }
    }

    // the store

    private void write() {
        if (isStoreFailing) {
            return;
        }
        Batch next = queue.next(0, outboxes.sent());
        boolean isLast = next == null
                && !live.patient().isAdmitted()
                && queue.isIdle()
                && outboxes.isEmpty()
                && !outboxes.isSettled();
        next = isLast ? queue.closing(this::closing) : next;
        if (next != null) {
            begin(next);
        }
    }

    private Batch closing(long number) {
        return new Batch(number, 0, List.of()).with(outboxes.closing(number));
    }

    private void begin(Batch batch) {
        atTheStore = batch;
        boolean isStalled = world.chance(STALL_PER_MILLE);
        world.after(1 + world.upTo(isStalled ? STALL_MS_MAX : WRITE_MS_MAX), () -> {
            if (!isOver) {
                answered(batch);
            }
        });
    }

    /** What is said to have failed may have landed. */
    private void answered(Batch batch) {
        atTheStore = null;
        boolean fails = stage.network().isFaulty() && world.chance(FAIL_PER_MILLE);
        if (!fails || world.chance(500)) {
            patient.keep(batch);
        }
        if (fails) {
            world.happened(9, site.place, () -> site.id + ": a write of " + patient.id + " fails");
            isStoreFailing = true;
            intake.storeFails();
            devices.storeFails();
            world.after(world.upTo(BACKOFF_MS_MAX), () -> recovered(batch));
        } else {
            landed(batch);
        }
    }

    private void recovered(Batch batch) {
        if (isOver) {
            return;
        }
        if (queue.hasLanded(patient.durable().lastBatch())) {
            landed(batch);
        } else {
            begin(batch);
        }
    }

    private void landed(Batch batch) {
        isStoreFailing = false;
        recorded = patient.durable();
        outboxes.landed(batch, recorded);
        List<Entry> entries = queue.landed();
        for (Entry entry : entries) {
            if (entry instanceof Decided decided) {
                decided.whenDurable().run();
            }
        }
        intake.landed(entries);
        devices.landed(entries.stream().anyMatch(PatientLife::maySetLimits));
        settle();
    }

    private static boolean maySetLimits(Entry entry) {
        return entry instanceof Entry.Foreign
                || entry instanceof Decided decided && decided.asked();
    }

    /** The entity ends alone: who waits for it hears so. */
    void end() {
        crash();
        intake.refuseAll("the patient's entity has ended");
        outboxes.abandon();
    }

    /** A write that was under way may or may not have landed. */
    void crash() {
        isOver = true;
        if (atTheStore != null && world.chance(500)) {
            patient.keep(atTheStore);
        }
    }
}
