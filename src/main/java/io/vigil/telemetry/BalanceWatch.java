package io.vigil.telemetry;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what goes into each hop with what came of it. While frames are on the move the two differ
 * for moments; a frame that is really lost is a difference that stays. So a hop is out of balance
 * when it was never seen in balance for ten seconds.
 */
public final class BalanceWatch {

    static final Duration LOOK = Duration.ofMillis(100);
    static final int LOOKS_MAX = 100;

    /** Time to look again. */
    public enum Look {
        LOOK
    }

    private final List<Hop> hops;
    private final DropWatch.Alarm alarm;
    private final Map<Hop, Integer> offFor = new HashMap<>();
    private final Set<Hop> told = new HashSet<>();

    private BalanceWatch(List<Hop> hops, DropWatch.Alarm alarm) {
        this.hops = hops;
        this.alarm = alarm;
    }

    /** @param alarm told of what is unaccounted for, and when all hops are in balance again */
    public static Behavior<Look> create(List<Hop> hops, DropWatch.Alarm alarm) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Look.LOOK, LOOK);
            BalanceWatch watch = new BalanceWatch(List.copyOf(hops), alarm);
            return Behaviors.receive(Look.class)
                    .onMessage(Look.class, _ -> {
                        watch.look();
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void look() {
        boolean wasOff = !told.isEmpty();
        for (Hop hop : hops) {
            long imbalance = hop.imbalance();
            int looks = imbalance == 0 ? 0 : offFor.getOrDefault(hop, 0) + 1;
            offFor.put(hop, Math.min(looks, LOOKS_MAX));
            if (looks == 0) {
                told.remove(hop);
            } else if (looks >= LOOKS_MAX && told.add(hop)) {
                alarm.lost(Math.abs(imbalance), described(hop, imbalance));
            }
        }
        if (wasOff && told.isEmpty()) {
            alarm.quiet();
        }
    }

    private static String described(Hop hop, long imbalance) {
        return "at the hop %s: %d frames unaccounted for".formatted(hop.name(), imbalance);
    }
}
