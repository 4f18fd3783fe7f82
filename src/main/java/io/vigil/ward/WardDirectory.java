package io.vigil.ward;

import io.vigil.core.WardId;
import io.vigil.core.ward.WardListed;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which wards there are. One entity, {@link #ID}: after a start, a {@link Wake} to it wakes every
 * ward, each ward wakes its patients, and the whole house is watched again.
 */
public final class WardDirectory
        extends EventSourcedBehavior<WardDirectory.Command, WardListed, List<WardId>> {

    public static final EntityTypeKey<Command> KEY =
            EntityTypeKey.create(Command.class, "ward-directory");

    /** The only entity of its kind. */
    public static final String ID = "all";

    /** A ward that died without a message to revive it is up again after this long. */
    private static final Duration REWAKE = Duration.ofSeconds(10);

    public sealed interface Command {}

    /** Patients lie in this ward; answered once that is durable. */
    public record Register(WardId ward, ActorRef<Registered> replyTo) implements Command {}

    public record Registered(WardId ward) {}

    public record GetWards(ActorRef<Wards> replyTo) implements Command {}

    /** Every ward known, in the order they came. */
    public record Wards(List<WardId> wards) {}

    /** Be awake, and wake all wards. */
    public record Wake() implements Command {}

    private record Rewake() implements Command {}

    private final Consumer<WardId> waker;
    private final InstantSource clock;

    private WardDirectory(Consumer<WardId> waker, InstantSource clock) {
        super(PersistenceId.of(KEY.name(), ID), WardRoster.BACKOFF);
        this.waker = waker;
        this.clock = clock;
    }

    /** @param waker wakes a ward */
    public static Behavior<Command> create(Consumer<WardId> waker, InstantSource clock) {
        return Behaviors.withTimers(timers -> create(waker, clock, timers));
    }

    private static Behavior<Command> create(
            Consumer<WardId> waker, InstantSource clock, TimerScheduler<Command> timers) {
        timers.startTimerWithFixedDelay(new Rewake(), REWAKE);
        return new WardDirectory(waker, clock);
    }

    @Override
    public List<WardId> emptyState() {
        return List.of();
    }

    @Override
    public CommandHandler<Command, WardListed, List<WardId>> commandHandler() {
        return this::onCommand;
    }

    private Effect<WardListed, List<WardId>> onCommand(List<WardId> wards, Command command) {
        return switch (command) {
            case Register register -> onRegister(wards, register);
            case GetWards get -> answer(get, wards);
            case Wake _ -> wake(wards);
            case Rewake _ -> wake(wards);
        };
    }

    private Effect<WardListed, List<WardId>> onRegister(List<WardId> wards, Register register) {
        Registered done = new Registered(register.ward());
        if (wards.contains(register.ward())) {
            register.replyTo().tell(done);
            return Effect().none();
        }
        return Effect()
                .persist(new WardListed(clock.millis(), register.ward()))
                .thenRun(_ -> register.replyTo().tell(done));
    }

    private Effect<WardListed, List<WardId>> answer(GetWards get, List<WardId> wards) {
        get.replyTo().tell(new Wards(wards));
        return Effect().none();
    }

    private Effect<WardListed, List<WardId>> wake(List<WardId> wards) {
        wards.forEach(waker);
        return Effect().none();
    }

    @Override
    public EventHandler<List<WardId>, WardListed> eventHandler() {
        return (wards, listed) -> with(wards, listed.ward());
    }

    private static List<WardId> with(List<WardId> wards, WardId ward) {
        if (wards.contains(ward)) {
            return wards;
        }
        List<WardId> more = new ArrayList<>(wards);
        more.add(ward);
        return List.copyOf(more);
    }

    @Override
    public SignalHandler<List<WardId>> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), wards -> wards.forEach(waker))
                .build();
    }
}
