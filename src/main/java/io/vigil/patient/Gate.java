package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tells devices to hold and to go on. Past the bound frames are refused, out loud, until half of
 * what waits is written: opening at the bound itself would open and shut at every frame.
 *
 * <p>While a store is down frames are watched, unacked, as far as the settings let them wait.
 */
final class Gate {

    private static final String FULL = "too much is waiting for the store";
    private static final String MOVING = "moving";
    private static final String DOWN = "storage down: nothing can be recorded now";

    private final Sessions sessions;
    /** The epoch of each device whose frames were refused since it was last told to go on. */
    private final Map<DeviceId, Long> refused = new LinkedHashMap<>();

    private boolean full;
    private @Nullable String told;

    Gate(Sessions sessions) {
        this.sessions = sessions;
    }

    /** True if a frame can't be kept now. */
    boolean isShut(int pendingEvents, boolean stopping) {
        full = isFull(pendingEvents);
        return full || stopping;
    }

    void refuse(DeviceId device, long epoch, ActorRef<DeviceNotice> session) {
        refused.put(device, epoch);
        session.tell(notice(device, full ? FULL : MOVING));
    }

    /** Sessions have been told to hold, and not yet to go on. */
    boolean isHolding() {
        return told != null;
    }

    /** A session that comes while the others hold. */
    void greet(DeviceId device, ActorRef<DeviceNotice> session) {
        if (told != null) {
            session.tell(notice(device, told));
        }
    }

    /**
     * Tells every session once when they are to hold, and when to go on.
     *
     * @return true when they have just been told to go on
     */
    boolean settle(int pendingEvents, boolean waitsTooLong, boolean stopping) {
        full = isFull(pendingEvents);
        String reason = reason(waitsTooLong, stopping);
        if (Objects.equals(reason, told)) {
            return false;
        }
        told = reason;
        if (reason == null) {
            sessions.tellAll(device -> new DeviceNotice.Go(device, "writing again"));
        } else {
            sessions.tellAll(device -> notice(device, reason));
        }
        return reason == null;
    }

    Map<DeviceId, Long> takeRefused() {
        Map<DeviceId, Long> taken = Map.copyOf(refused);
        refused.clear();
        return taken;
    }

    private static DeviceNotice notice(DeviceId device, String reason) {
        return reason.equals(MOVING)
                ? new DeviceNotice.Moving(device)
                : new DeviceNotice.Hold(device, reason);
    }

    private boolean isFull(int pendingEvents) {
        return pendingEvents >= Bounds.PENDING_EVENTS_MAX
                || full && pendingEvents > Bounds.PENDING_EVENTS_MAX / 2;
    }

    private @Nullable String reason(boolean waitsTooLong, boolean stopping) {
        if (stopping) {
            return MOVING;
        }
        if (waitsTooLong) {
            return DOWN;
        }
        return full ? FULL : null;
    }
}
