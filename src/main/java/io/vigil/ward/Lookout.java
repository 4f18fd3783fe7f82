package io.vigil.ward;

import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One on each node of a cluster: knows within a second which other node has gone silent, and takes
 * the alarms that sessions find in that time past it to the screens of all nodes.
 *
 * <p>The cluster itself needs several seconds to be sure that a node is dead, because it must never
 * be wrong. This one may be: an alarm that is announced from here and by its patient has one id.
 */
public final class Lookout extends AbstractBehavior<Lookout.Command> {

    private static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "lookout");
    private static final Duration PULSE = Duration.ofMillis(100);
    private static final long SILENT_NANOS = Duration.ofMillis(500).toNanos();

    public sealed interface Command {}

    /** Answered with a Pong. */
    public record Ping(ActorRef<Command> from) implements Command {}

    public record Pong(ActorRef<Command> from) implements Command {}

    /** A session of this node has found an alarm that its patient can't announce now. */
    public record Found(WardAlarm alarm) implements Command {}

    /** One that its patient can announce, though perhaps not to the ward: for screens alone. */
    public record Suspected(WardAlarm alarm) implements Command {}

    /** A session of another node has. */
    public record FoundElsewhere(WardAlarm alarm) implements Command {}

    record Follow(WardId ward, ActorRef<WardAlarm> screen) implements Command {}

    private record ScreenGone(ActorRef<WardAlarm> screen) implements Command {}

    private record Peers(Set<ActorRef<Command>> refs) implements Command {}

    private enum Pulse implements Command {
        PULSE
    }

    private final Silence silence;
    private final Consumer<WardAlarm> toWard;
    private final Map<ActorRef<Command>, Long> heardNanos = new HashMap<>();
    private final Map<ActorRef<WardAlarm>, WardId> screens = new HashMap<>();
    private long pulseNanos = System.nanoTime();

    private Lookout(ActorContext<Command> context, Silence silence, Consumer<WardAlarm> toWard) {
        super(context);
        this.silence = silence;
        this.toWard = toWard;
        context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
        context.getSystem()
                .receptionist()
                .tell(Receptionist.subscribe(
                        KEY,
                        context.messageAdapter(
                                Receptionist.Listing.class,
                                listing -> new Peers(listing.getAllServiceInstances(KEY)))));
    }

    /**
     * The node's lookout.
     *
     * @param silence told which nodes are silent
     * @param toWard takes an alarm to its ward's entity, which may be out of reach itself
     */
    static Behavior<Command> create(Silence silence, Consumer<WardAlarm> toWard) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Pulse.PULSE, PULSE);
            return new Lookout(context, silence, toWard);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Ping ping -> ping.from().tell(new Pong(getContext().getSelf()));
            case Pong pong -> heardNanos.replace(pong.from(), System.nanoTime());
            case Pulse _ -> pulse();
            case Peers peers -> onPeers(peers.refs());
            case Found found -> {
                toWard.accept(found.alarm());
                tellAll(found.alarm());
            }
            case Suspected suspected -> tellAll(suspected.alarm());
            case FoundElsewhere found -> show(found.alarm());
            case Follow follow -> follow(follow);
            case ScreenGone gone -> screens.remove(gone.screen());
        }
        return this;
    }

    private void onPeers(Set<ActorRef<Command>> refs) {
        heardNanos.keySet().retainAll(refs);
        for (ActorRef<Command> peer : refs) {
            if (isElsewhere(peer)) {
                heardNanos.putIfAbsent(peer, System.nanoTime());
            }
        }
    }

    /** A pause of this node's own is none of the others': their time is not counted meanwhile. */
    private void pulse() {
        long now = System.nanoTime();
        long pause = now - pulseNanos - PULSE.toNanos();
        pulseNanos = now;
        Set<Address> silent = new HashSet<>();
        Ping ping = new Ping(getContext().getSelf());
        heardNanos.replaceAll((_, heard) -> pause > PULSE.toNanos() ? heard + pause : heard);
        heardNanos.forEach((peer, heard) -> {
            if (now - heard > SILENT_NANOS) {
                silent.add(peer.path().address());
            }
            peer.tell(ping);
        });
        if (silence.set(silent)) {
            getContext().getLog().info("nodes that do not answer now: {}", silent);
        }
    }

    private void tellAll(WardAlarm alarm) {
        FoundElsewhere elsewhere = new FoundElsewhere(alarm);
        heardNanos.keySet().forEach(peer -> peer.tell(elsewhere));
        show(alarm);
    }

    private void show(WardAlarm alarm) {
        screens.forEach((screen, ward) -> {
            if (ward.equals(alarm.ward())) {
                screen.tell(alarm);
            }
        });
    }

    private void follow(Follow follow) {
        screens.put(follow.screen(), follow.ward());
        getContext().watchWith(follow.screen(), new ScreenGone(follow.screen()));
    }

    private static boolean isElsewhere(ActorRef<?> ref) {
        return ref.path().address().hasGlobalScope();
    }
}
