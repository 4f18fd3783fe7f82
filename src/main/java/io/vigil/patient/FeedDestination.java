package io.vigil.patient;

import io.vigil.core.patient.AlarmContext;
import io.vigil.journal.Batch;
import io.vigil.journal.FeedCursor;

import java.util.ArrayList;
import java.util.List;

/** The feed gets every sample, and every alarm that changed, whole. */
final class FeedDestination implements Destination {

    private final Body body;
    private final List<FeedRecord> handful = new ArrayList<>();
    private AlarmContext alarms;

    /** @param from where the batches begin that it will be given */
    FeedDestination(Body body, FeedCursor.Point from) {
        this.body = body;
        this.alarms = from.context();
    }

    @Override
    public String name() {
        return "the feed";
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void add(Batch batch) {
        alarms = records(batch).addTo(handful, alarms);
    }

    @Override
    public void pass(Batch batch) {
        alarms = records(batch).pass(alarms);
    }

    private FeedRecords records(Batch batch) {
        return new FeedRecords(body.id(), body.settings().site(), batch);
    }

    @Override
    public boolean hasHandful() {
        return !handful.isEmpty();
    }

    @Override
    public boolean send() {
        body.ports().outlets().feed().publish(List.copyOf(handful), body.outcomes());
        return true;
    }

    @Override
    public void forget() {
        handful.clear();
    }

    /** Its records tell of alarms whole, as the rows before have left them. */
    @Override
    public boolean isMadeAnew() {
        return false;
    }

    /** The feed answers always; it may take as long as it is away. */
    @Override
    public long patienceMs() {
        return Long.MAX_VALUE;
    }

    /** The feed is one order for all. */
    @Override
    public void overtake(List<Batch> batches) {}

    @Override
    public void count(long more) {
        body.ports().metrics().unpublished(more);
    }
}
