package io.vigil.ingest;

import io.vigil.core.Bounds;
import io.vigil.telemetry.Hop;

import java.util.ArrayList;
import java.util.List;

/**
 * A device's frames that have come and are not durable: those that wait for its patient, and those
 * that are with it. Each is accounted for at the {@link Hop}.
 */
final class LineFrames {

    record Waiting(DeviceMessage.Frame frame, long receivedNanos) {}

    private final Hop hop;
    private final Credit credit = new Credit();
    private final List<Waiting> waiting = new ArrayList<>(0);
    private int counted;

    LineFrames(Hop hop) {
        this.hop = hop;
    }

    void come() {
        hop.in();
    }

    void refused() {
        hop.refused();
    }

    /** False if as many wait as the device has credit: then this one does not. */
    boolean await(DeviceMessage.Frame frame, long receivedNanos) {
        boolean hasRoom = waiting.size() < Bounds.CREDIT_FRAMES;
        if (hasRoom) {
            waiting.add(new Waiting(frame, receivedNanos));
        } else {
            hop.refused();
        }
        return hasRoom;
    }

    /** Those that wait, which do no more. */
    List<Waiting> takeWaiting() {
        List<Waiting> early = List.copyOf(waiting);
        waiting.clear();
        return early;
    }

    /** True if any waited. */
    boolean giveBackWaiting() {
        boolean hadFrames = !waiting.isEmpty();
        hop.givenBack(waiting.size());
        waiting.clear();
        return hadFrames;
    }

    /** False above the credit. One that was sent before has the answer of its first sending. */
    boolean take(long seq) {
        return switch (credit.take(seq)) {
            case NEW -> true;
            case AGAIN -> {
                hop.givenBack(1);
                yield true;
            }
            case ABOVE -> {
                hop.refused();
                yield false;
            }
        };
    }

    /** Everything up to {@code durable} is, and nothing after it is on its way. */
    void restart(long durable) {
        hop.givenBack(credit.outstanding());
        credit.restart(durable);
    }

    void durable(long seq) {
        hop.durable(credit.durable(seq));
    }

    /** The patient did not keep the frame. */
    void notKept(long seq) {
        if (credit.refused(seq)) {
            hop.refused();
        }
    }

    void end() {
        giveBackWaiting();
        restart(0);
        count();
    }

    /** After whatever may have changed how many are here. */
    void count() {
        int now = credit.outstanding() + waiting.size();
        hop.inFlight(now - counted);
        counted = now;
    }
}
