package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.device.DeviceEvent;
import io.vigil.core.device.DeviceState;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * A device's journal: one event in flight, numbered as its rows are, so that a write which was
 * reported as failed and has landed after all is not written twice. The claim of a connection is
 * none of its business: a store that fails takes no device from its session.
 */
final class DeviceLedger
        extends EventSourcedBehavior<DeviceLedger.Write, DeviceEvent, DeviceLedger.Recorded> {

    static final String TYPE = "device";

    record Write(long number, DeviceEvent event) {}

    /** What the journal holds of a device. */
    record Recorded(DeviceState device, long number) {

        Recorded with(DeviceEvent event) {
            return new Recorded(device.evolve(event), number + 1);
        }
    }

    sealed interface Notice {}

    /** At the start, and again after each failure: the ledger takes writes. */
    record Recovered(Recorded recorded) implements Notice {}

    record Written(long number, Recorded recorded) implements Notice {}

    record Failed(String why) implements Notice {}

    private final DeviceId device;
    private final ActorRef<DeviceEntity.Command> monitor;

    private DeviceLedger(
            DeviceId device, DeviceSettings settings, ActorRef<DeviceEntity.Command> monitor) {
        super(
                PersistenceId.of(TYPE, device.value()),
                SupervisorStrategy.restartWithBackoff(
                        settings.backoffMin(), settings.backoffMax(), 0.1));
        this.device = device;
        this.monitor = monitor;
    }

    static Behavior<Write> create(
            DeviceId device, DeviceSettings settings, ActorRef<DeviceEntity.Command> monitor) {
        return new DeviceLedger(device, settings, monitor);
    }

    @Override
    public Recorded emptyState() {
        return new Recorded(DeviceState.unknown(device), 0);
    }

    @Override
    public CommandHandler<Write, DeviceEvent, Recorded> commandHandler() {
        return (recorded, write) -> write.number() <= recorded.number()
                ? Effect().none().thenRun(known -> tellWritten(write, known))
                : persist(write);
    }

    @Override
    public EventHandler<Recorded, DeviceEvent> eventHandler() {
        return Recorded::with;
    }

    @Override
    public SignalHandler<Recorded> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), recorded -> tell(new Recovered(recorded)))
                .onSignal(RecoveryFailed.class, (recorded, s) -> failed(s.failure()))
                .onSignal(JournalPersistFailed.class, (recorded, s) -> failed(s.failure()))
                .onSignal(JournalPersistRejected.class, (recorded, s) -> failed(s.failure()))
                .build();
    }

    private Effect<DeviceEvent, Recorded> persist(Write write) {
        return Effect().persist(write.event()).thenRun(after -> tellWritten(write, after));
    }

    private void tellWritten(Write write, Recorded recorded) {
        tell(new Written(write.number(), recorded));
    }

    private void failed(Throwable why) {
        tell(new Failed(String.valueOf(why.getMessage())));
    }

    private void tell(Notice notice) {
        monitor.tell(new DeviceEntity.FromLedger(notice));
    }
}
