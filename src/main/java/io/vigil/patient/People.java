package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.patient.Reply;
import io.vigil.patient.PatientEntity.Decided;
import io.vigil.patient.PatientEntity.Picture;
import io.vigil.patient.PatientEntity.Unavailable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The people who wait for an answer: first for the journal; then, if the patient has moved, for the
 * wards, so that who is told of the move also sees it.
 */
final class People {

    private record Moving(Asked asked, long until) {}

    private final long wardTimeoutMs;
    private final List<Asked> waiting = new ArrayList<>(0);
    private final List<Moving> moving = new ArrayList<>(0);
    private long number;

    People(long wardTimeoutMs) {
        this.wardTimeoutMs = wardTimeoutMs;
    }

    boolean isFull() {
        return waiting.size() + moving.size() >= Bounds.PENDING_COMMANDS_MAX;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && moving.isEmpty();
    }

    long nextNumber() {
        number++;
        return number;
    }

    void add(Asked asked) {
        waiting.add(asked);
    }

    /** All that the command depends on is durable. */
    void durable(Asked asked, boolean placed, Supplier<Picture> picture, long now) {
        if (!waiting.remove(asked)) {
            return;
        }
        if (asked.moves() && !placed) {
            moving.add(new Moving(asked, now + wardTimeoutMs));
        } else {
            answer(asked, picture.get());
        }
    }

    /** Every ward shows where the patient is. */
    void placed(Supplier<Picture> picture) {
        moving.forEach(each -> answer(each.asked(), picture.get()));
        moving.clear();
    }

    /**
     * Answers those who have waited long enough.
     *
     * @return how many were answered although a ward hasn't confirmed yet
     */
    int expire(Supplier<Picture> picture, long now) {
        waiting.removeIf(asked -> {
            boolean late = asked.deadline() <= now;
            if (late) {
                unavailable(asked, "not recorded yet: the store does not answer");
            }
            return late;
        });
        int before = moving.size();
        moving.removeIf(each -> {
            boolean late = each.until() <= now;
            if (late) {
                answer(each.asked(), picture.get());
            }
            return late;
        });
        return before - moving.size();
    }

    /** When {@link #expire} is next due, {@link Long#MAX_VALUE} if never. */
    long nextDue() {
        long next = waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().deadline();
        return moving.isEmpty() ? next : Math.min(next, moving.getFirst().until());
    }

    void refuseAll(String why) {
        waiting.forEach(asked -> unavailable(asked, why));
        waiting.clear();
    }

    private static void answer(Asked asked, Picture picture) {
        Reply reply = asked.reply();
        asked.replyTo().tell(new Decided(reply, picture));
    }

    private static void unavailable(Asked asked, String why) {
        asked.replyTo().tell(new Unavailable(why));
    }
}
