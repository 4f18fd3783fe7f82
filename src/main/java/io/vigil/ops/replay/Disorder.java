package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * Makes a link's devices bad ones: some frames go out twice, some only after the next one. Each link
 * needs its own; guarded by the link's lock.
 */
public final class Disorder {

    private static final double TWICE = 0.3;
    private static final double LATE = 0.2;

    private final RandomGenerator random;

    /** What goes out before anything else; two a message at most. */
    private final Queue<byte[]> due = new ArrayDeque<>();

    private final Map<DeviceId, byte[]> late = new HashMap<>();
    private boolean over;

    public Disorder(RandomGenerator random) {
        this.random = random;
    }

    /** From now on frames go out as they should; those that are late, after the next. */
    void end() {
        over = true;
    }

    /** What was to go out on a connection that is gone is sent again by the outbox anyway. */
    void clear() {
        due.clear();
        late.clear();
    }

    boolean isDue() {
        return !due.isEmpty();
    }

    /** A message that goes out now, or null. */
    byte @Nullable [] take() {
        return due.poll();
    }

    /** A device's frame is to go out: it comes from {@link #take} once, twice or later. */
    void pass(DeviceId device, byte[] frame) {
        byte[] before = late.remove(device);
        double chance = over ? 1 : random.nextDouble();
        if (before == null && chance < LATE) {
            late.put(device, frame);
            return;
        }
        due.add(frame);
        if (before != null) {
            due.add(before);
        } else if (chance < LATE + TWICE) {
            due.add(frame);
        }
    }
}
