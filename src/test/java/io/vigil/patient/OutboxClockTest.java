package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.journal.Batch;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A server's clock may be set back while something is on its way. */
class OutboxClockTest implements Destination, RowSource {

    private static final long NOON = 1_764_000_000_000L;
    private static final long HOUR = 3_600_000;

    private final Outbox outbox = new Outbox(this, this, 0, 0, 0);
    private boolean isOpen = true;
    private boolean hasHandful;
    private int sent;

    @Test
    void whatIsOnItsWayIsGivenUpThoughTheClockWasSetBack() {
        outbox.landed(new Batch(1, List.of()));
        outbox.step(NOON);
        assertThat(sent).isEqualTo(1);

        stepFor(NOON - HOUR, 30_000);
        assertThat(sent).isGreaterThan(1);
    }

    @Test
    void aPauseEndsThoughTheClockWasSetBack() {
        isOpen = false;
        outbox.landed(new Batch(1, List.of()));
        outbox.step(NOON);
        isOpen = true;

        stepFor(NOON - HOUR, 30_000);
        assertThat(sent).isPositive();
    }

    private void stepFor(long from, long ms) {
        for (long now = from; now <= from + ms; now += 500) {
            outbox.step(now);
        }
    }

    @Override
    public String name() {
        return "there";
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public void add(Batch batch) {
        hasHandful = true;
    }

    @Override
    public void pass(Batch batch) {}

    @Override
    public boolean hasHandful() {
        return hasHandful;
    }

    @Override
    public boolean send() {
        sent++;
        return true;
    }

    @Override
    public void forget() {
        hasHandful = false;
    }

    @Override
    public boolean isMadeAnew() {
        return false;
    }

    @Override
    public long patienceMs() {
        return 10_000;
    }

    @Override
    public void overtake(List<Batch> batches) {}

    @Override
    public void count(long more) {}

    @Override
    public boolean read(long reading, long first, long last) {
        return false;
    }

    @Override
    public void giveUp() {}

    @Override
    public void failed(String why) {}
}
