package io.vigil.telemetry;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.WrappedMessage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

import java.time.Duration;
import java.util.List;

/**
 * Sees every message that reached nobody: a stash or mailbox that overflowed, an actor that is no
 * more, a message nobody understands. Pekko drops them in silence; here they are counted, and
 * whoever must know is told at once and then at most every few seconds.
 *
 * <p>Only our own messages count. Those to a connection that has just gone are no loss, since what
 * they said is said again to the next one: the caller names their types. While the server stops,
 * the rest is none either: unacked frames come again.
 */
public final class DropWatch {

    private static final String OURS = "io.vigil.";
    private static final Duration TELL_AGAIN = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Metrics metrics;
    private final Alarm alarm;
    private final List<Class<?>> expendable;
    private long untold;
    private String last = "";
    private boolean resting;

    /** Told of losses; the app makes a technical alarm of it. */
    public interface Alarm {
        /**
         * Messages were lost.
         *
         * @param count how many since it was told last
         * @param last the last one's type and recipient, and why it was lost
         */
        void lost(long count, String last);

        /** Nothing was lost for a minute. */
        void quiet();
    }

    public sealed interface Command {}

    private record Undelivered(Object message, Object recipient, String why) implements Command {}

    private enum Rested implements Command {
        RESTED
    }

    private enum Quiet implements Command {
        QUIET
    }

    private DropWatch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Metrics metrics,
            Alarm alarm,
            List<Class<?>> expendable) {
        this.context = context;
        this.timers = timers;
        this.metrics = metrics;
        this.alarm = alarm;
        this.expendable = List.copyOf(expendable);
    }

    /**
     * Begins to watch the actor system.
     *
     * @param expendable types of messages to connections and other short-lived readers
     */
    public static Behavior<Command> create(
            Metrics metrics, Alarm alarm, List<Class<?>> expendable) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            subscribe(context);
            DropWatch watch = new DropWatch(context, timers, metrics, alarm, expendable);
            return Behaviors.receive(Command.class)
                    .onMessage(Undelivered.class, watch::onUndelivered)
                    .onMessage(Rested.class, _ -> watch.onRested())
                    .onMessage(Quiet.class, _ -> watch.onQuiet())
                    .build();
        }));
    }

    private static void subscribe(ActorContext<Command> context) {
        context.getSystem()
                .eventStream()
                .tell(new EventStream.Subscribe<>(
                        AllDeadLetters.class,
                        context.messageAdapter(
                                AllDeadLetters.class,
                                letter -> new Undelivered(
                                        letter.message(), letter.recipient(), why(letter)))));
        context.getSystem()
                .eventStream()
                .tell(new EventStream.Subscribe<>(
                        UnhandledMessage.class,
                        context.messageAdapter(
                                UnhandledMessage.class,
                                letter -> new Undelivered(
                                        letter.message(), letter.recipient(), "not understood"))));
    }

    private static String why(AllDeadLetters letter) {
        return letter instanceof Dropped dropped ? dropped.reason() : "its reader is no more";
    }

    private Behavior<Command> onUndelivered(Undelivered undelivered) {
        Object message = unwrapped(undelivered.message());
        if (!isLoss(message)) {
            return Behaviors.same();
        }
        if (isElsewhere(undelivered.recipient())) {
            metrics.messageLostToNode();
            return Behaviors.same();
        }
        metrics.messageDropped();
        untold++;
        timers.startSingleTimer(Quiet.QUIET, QUIET);
        last = "%s to %s: %s"
                .formatted(
                        message.getClass().getName(), undelivered.recipient(), undelivered.why());
        if (!resting) {
            tell();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onRested() {
        resting = false;
        if (untold > 0) {
            tell();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onQuiet() {
        alarm.quiet();
        return Behaviors.same();
    }

    private void tell() {
        context.getLog().error("lost {} messages, the last a {}", untold, last);
        alarm.lost(untold, last);
        untold = 0;
        resting = true;
        timers.startSingleTimer(Rested.RESTED, TELL_AGAIN);
    }

    private boolean isLoss(Object message) {
        return message.getClass().getName().startsWith(OURS)
                && expendable.stream().noneMatch(type -> type.isInstance(message))
                && CoordinatedShutdown.get(context.getSystem())
                        .getShutdownReason()
                        .isEmpty();
    }

    private static boolean isElsewhere(Object recipient) {
        return recipient instanceof ActorRef ref && ref.path().address().hasGlobalScope();
    }

    /** Dead letters may come in dead letters, and messages in envelopes of sharding. */
    private static Object unwrapped(Object message) {
        Object inner = message;
        while (true) {
            if (inner instanceof AllDeadLetters letter) {
                inner = letter.message();
            } else if (inner instanceof WrappedMessage envelope) {
                inner = envelope.message();
            } else {
                return inner;
            }
        }
    }
}
