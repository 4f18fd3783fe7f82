package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.device.DeviceEvent;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * What the journal has of a device, and what is on its way there. The ledger is there only while
 * there is something to read or write: a device changes hands a few times a day, and an actor with a
 * journal is the larger part of what a device takes. The next write starts it again, and waits for
 * it to have read the journal.
 */
final class DeviceLedgerKeeper {

    private final ActorContext<DeviceEntity.Command> context;
    private final DeviceId id;
    private final DeviceSettings settings;
    private @Nullable ActorRef<DeviceLedger.Write> ledger;
    private DeviceLedger.@Nullable Recorded recorded;
    private DeviceLedger.@Nullable Write writing;
    /** As far as is known, the store takes writes. */
    private boolean works;

    DeviceLedgerKeeper(
            ActorContext<DeviceEntity.Command> context, DeviceId id, DeviceSettings settings) {
        this.context = context;
        this.id = id;
        this.settings = settings;
        start();
    }

    /** Null until the journal has been read. */
    DeviceLedger.@Nullable Recorded recorded() {
        return recorded;
    }

    boolean isWriting() {
        return writing != null;
    }

    /** Whether the next event can be written now. */
    boolean isReady() {
        return works && writing == null;
    }

    void write(DeviceEvent event) {
        DeviceLedger.Recorded now = recorded;
        if (now != null) {
            DeviceLedger.Write write = new DeviceLedger.Write(now.number() + 1, event);
            writing = write;
            if (ledger == null) {
                start();
            } else {
                ledger.tell(write);
            }
        }
    }

    void recovered(DeviceLedger.Recorded after) {
        works = true;
        recorded = after;
        DeviceLedger.Write write = writing;
        if (write != null && write.number() <= after.number()) {
            writing = null;
        } else if (write != null && ledger != null) {
            ledger.tell(write);
        }
    }

    /** Returns true if it is the write in flight. */
    boolean written(DeviceLedger.Written n) {
        DeviceLedger.Write write = writing;
        boolean isAnswer = write != null && write.number() == n.number();
        if (isAnswer) {
            writing = null;
            recorded = n.recorded();
        }
        return isAnswer;
    }

    /** It comes back by itself, or is started anew. */
    void failed() {
        works = false;
    }

    void start() {
        ActorRef<DeviceLedger.Write> started =
                context.spawnAnonymous(DeviceLedger.create(id, settings, context.getSelf()));
        context.watchWith(started, new DeviceEntity.LedgerEnded());
        ledger = started;
    }

    /** There will be nothing to write for a while. */
    void rest() {
        if (ledger != null && isReady()) {
            context.unwatch(ledger);
            context.stop(ledger);
            ledger = null;
        }
    }

    /** The actor ends without the answer. */
    void giveUp() {
        writing = null;
    }
}
