package io.vigil.telemetry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * How much room a disk has, how fast it is used, and when that is too little. Decides only: somebody
 * looks at the disk and says what there is. For one thread.
 *
 * <p>The rate is that of the last six hours, as the journal's file grows in steps and shrinks now and
 * then. Until it has been watched for a while there is none, and only the amounts count.
 */
public final class DiskRoom {

    static final Duration WINDOW = Duration.ofHours(6);

    /** One look of each minute is remembered. */
    private static final long APART_MS = 60_000;

    /** What was too little must be so much more before it is enough, in percent. */
    private static final int ENOUGH_PERCENT = 110;

    /**
     * When it is too little.
     *
     * @param lowTime less than this is left at the rate of now: low
     * @param lowBytes less than this is left: low, at whatever rate
     * @param reserveBytes kept for what people do, and for alarms: from here on full
     * @param rateAfter how long it must have been watched before there is a rate
     */
    public record Limits(Duration lowTime, long lowBytes, long reserveBytes, Duration rateAfter) {

        /** @throws IllegalArgumentException if they are not in order */
        public Limits {
            if (reserveBytes < 0 || lowBytes < reserveBytes) {
                throw new IllegalArgumentException("a disk is low at " + lowBytes
                        + " bytes and full at " + reserveBytes
                        + ": the first must be the larger one");
            }
        }
    }

    public enum Level {
        ENOUGH,
        LOW,
        FULL
    }

    /**
     * The disk now.
     *
     * @param bytes free for the data folder
     * @param bytesPerDay 0 while nobody knows
     */
    public record Now(Level level, long bytes, long bytesPerDay) {

        /** Until devices are refused, in ms; {@link Long#MAX_VALUE} if nothing is used. */
        long leftMs(long reserveBytes) {
            long usable = Math.max(0, bytes - reserveBytes);
            return bytesPerDay <= 0
                    ? Long.MAX_VALUE
                    : (long) ((double) usable / bytesPerDay * DAY_MS);
        }
    }

    private static final double DAY_MS = Duration.ofDays(1).toMillis();

    private record Look(long at, long bytes) {}

    private final Limits limits;
    /** The oldest first; at most one a minute of the window. */
    private final Deque<Look> looks = new ArrayDeque<>();

    private Level level = Level.ENOUGH;

    public DiskRoom(Limits limits) {
        this.limits = limits;
    }

    /**
     * Takes in what there is.
     *
     * @param at ms, never less than before
     */
    public Now saw(long at, long bytes) {
        if (looks.isEmpty() || at - looks.getLast().at() >= APART_MS) {
            looks.addLast(new Look(at, bytes));
        }
        while (at - looks.getFirst().at() > WINDOW.toMillis()) {
            looks.removeFirst();
        }
        Now now = new Now(level, bytes, bytesPerDay(at, bytes));
        level = level(now);
        return new Now(level, bytes, now.bytesPerDay());
    }

    private long bytesPerDay(long at, long bytes) {
        Look oldest = Objects.requireNonNull(looks.peekFirst());
        long took = at - oldest.at();
        if (took <= 0 || took < limits.rateAfter().toMillis()) {
            return 0;
        }
        return Math.max(0, (long) ((oldest.bytes() - bytes) * (DAY_MS / took)));
    }

    private Level level(Now now) {
        if (isBelow(now.bytes(), limits.reserveBytes(), level == Level.FULL)) {
            return Level.FULL;
        }
        boolean wasLow = level != Level.ENOUGH;
        boolean isLow = isBelow(now.bytes(), limits.lowBytes(), wasLow)
                || isBelow(now.leftMs(limits.reserveBytes()), limits.lowTime().toMillis(), wasLow);
        return isLow ? Level.LOW : Level.ENOUGH;
    }

    /** It ends a little above where it began: a level that comes and goes says nothing. */
    private static boolean isBelow(long value, long limit, boolean was) {
        return value < (was ? limit / 100 * ENOUGH_PERCENT : limit);
    }
}
