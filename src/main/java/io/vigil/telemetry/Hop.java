package io.vigil.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Frames at one place of their way: what came in has become durable, was refused, was given back to
 * its sender, or is here still. Each is counted where it happens, what is here by the size of what
 * holds it, so that a frame that slips through is a difference. Safe for use by several threads.
 */
public final class Hop {

    private final String name;
    private final LongAdder in = new LongAdder();
    private final LongAdder durable = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder givenBack = new LongAdder();
    private final AtomicLong inFlight = new AtomicLong();

    Hop(String name, MeterRegistry registry) {
        this.name = name;
        counter(registry, "in", in);
        counter(registry, "durable", durable);
        counter(registry, "refused", refused);
        counter(registry, "given-back", givenBack);
        Gauge.builder("vigil.hop.in.flight", inFlight, AtomicLong::doubleValue)
                .tag("hop", name)
                .description("frames that are at this place of their way now")
                .register(registry);
        Gauge.builder("vigil.hop.imbalance", this, hop -> (double) hop.imbalance())
                .tag("hop", name)
                .description("frames unaccounted for; must come back to zero at once")
                .register(registry);
    }

    public String name() {
        return name;
    }

    public void in() {
        in.increment();
    }

    public void durable(long frames) {
        durable.add(frames);
    }

    public void refused() {
        refused.increment();
    }

    /** Not durable here, and still the sender's: the connection or the actor ended, say. */
    public void givenBack(long frames) {
        givenBack.add(frames);
    }

    /** So many more frames are here, or fewer if it is below 0. */
    public void inFlight(int more) {
        inFlight.addAndGet(more);
    }

    /** How many have come in so far. */
    long inSoFar() {
        return in.sum();
    }

    /** How many have become durable so far. */
    long durableSoFar() {
        return durable.sum();
    }

    /** How many frames are here. */
    public long inFlightNow() {
        return inFlight.get();
    }

    /** Frames unaccounted for. While one is being handled it may be counted on one side only. */
    public long imbalance() {
        return in.sum() - durable.sum() - refused.sum() - givenBack.sum() - inFlight.get();
    }

    private void counter(MeterRegistry registry, String how, LongAdder count) {
        FunctionCounter.builder("vigil.hop.frames", count, LongAdder::doubleValue)
                .tag("hop", name)
                .tag("how", how)
                .description("frames that came to this place of their way, and what became of them")
                .register(registry);
    }
}
