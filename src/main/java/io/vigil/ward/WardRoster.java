package io.vigil.ward;

import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.WardEvent;
import io.vigil.core.ward.WardState;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

import java.time.Duration;

/**
 * Who lies in a ward, durably. A child of the ward, so that a failing store restarts this actor
 * and never the feed; what was lost with it, patients report again.
 *
 * <p>No snapshots: a ward admits a few patients a day, and a year of that replays in a moment.
 */
final class WardRoster extends EventSourcedBehavior<WardRoster.Record, WardEvent, WardState> {

    /** Write this; answered with Recorded, at once if the roster says so already. */
    record Record(PatientId patient, WardEvent event) {}

    /** What the ward is told. */
    sealed interface Told {}

    /** The actor has started, again perhaps, and this is what the journal holds. */
    record Recovered(WardState state) implements Told {}

    record Recorded(PatientId patient, WardState state) implements Told {}

    /** Back within a second or so of the store being writable again, and no busier than that. */
    static final BackoffSupervisorStrategy BACKOFF = SupervisorStrategy.restartWithBackoff(
            Duration.ofMillis(200), Duration.ofSeconds(2), 0.2);

    private final WardId ward;
    private final ActorRef<Told> parent;

    private WardRoster(WardId ward, ActorRef<Told> parent) {
        super(PersistenceId.of(WardEntity.KEY.name(), ward.value()), BACKOFF);
        this.ward = ward;
        this.parent = parent;
    }

    static Behavior<Record> create(WardId ward, ActorRef<Told> parent) {
        return Behaviors.supervise(Behaviors.<Record>setup(context -> new WardRoster(ward, parent)))
                .onFailure(Exception.class, BACKOFF);
    }

    @Override
    public WardState emptyState() {
        return WardState.empty(ward);
    }

    @Override
    public CommandHandler<Record, WardEvent, WardState> commandHandler() {
        return this::onRecord;
    }

    private Effect<WardEvent, WardState> onRecord(WardState state, Record command) {
        if (state.evolve(command.event()).equals(state)) {
            parent.tell(new Recorded(command.patient(), state));
            return Effect().none();
        }
        return Effect()
                .persist(command.event())
                .thenRun(next -> parent.tell(new Recorded(command.patient(), next)));
    }

    @Override
    public EventHandler<WardState, WardEvent> eventHandler() {
        return WardState::evolve;
    }

    @Override
    public SignalHandler<WardState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> parent.tell(new Recovered(state)))
                .build();
    }
}
