package io.vigil.bench.peers;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.Condition;

import java.nio.ByteBuffer;

/**
 * What one limit has to know of one patient, and the rules of a limit with delay, leak, hysteresis
 * and clear delay: written once more from the protocol's text, as somebody would for one of the
 * peers, on plain numbers. A test holds it against Vigil's own. Public and open, as Flink wants its
 * state.
 */
public final class Dwell {

    private static final int IDLE = 0;
    private static final int PENDING = 1;
    private static final int RAISED = 2;
    private static final int CLEARING = 3;
    private static final long NEVER = Long.MIN_VALUE;
    private static final long DT_MS_MAX = 10_000;
    private static final int BYTES = 4 * Long.BYTES + Integer.BYTES;

    public int phase = IDLE;
    public long lastAt = NEVER;
    public long onset;
    public long dwellMs;
    public long since;

    /** Takes a sample in; what it did to the alarm, or null. */
    @Nullable
    Verdict judge(Condition limit, Sample sample) {
        long at = sample.at();
        if (at <= lastAt) {
            return null;
        }
        long dtMs = lastAt == NEVER ? 0 : Math.min(at - lastAt, DT_MS_MAX);
        lastAt = at;
        return switch (phase) {
            case IDLE -> limit.isBeyond(sample.value()) ? begin(limit, sample) : null;
            case PENDING -> dwell(limit, sample, dtMs);
            case RAISED -> limit.isBack(sample.value()) ? clear(limit, sample, at) : null;
            case CLEARING -> {
                if (limit.isBack(sample.value())) {
                    yield clear(limit, sample, since);
                }
                phase = RAISED;
                yield null;
            }
            default -> throw new IllegalStateException("no phase is " + phase);
        };
    }

    private @Nullable Verdict begin(Condition limit, Sample sample) {
        onset = sample.at();
        dwellMs = 0;
        phase = PENDING;
        return limit.delayMs() == 0 ? raise(limit, sample) : null;
    }

    private @Nullable Verdict dwell(Condition limit, Sample sample, long dtMs) {
        if (limit.isBeyond(sample.value())) {
            dwellMs += dtMs;
            return dwellMs >= limit.delayMs() ? raise(limit, sample) : null;
        }
        dwellMs -= dtMs * limit.leakPercent() / 100;
        if (dwellMs <= 0) {
            phase = IDLE;
        }
        return null;
    }

    private Verdict raise(Condition limit, Sample sample) {
        phase = RAISED;
        return verdict(limit, sample, true);
    }

    private @Nullable Verdict clear(Condition limit, Sample sample, long backSince) {
        if (sample.at() - backSince >= limit.clearDelayMs()) {
            phase = IDLE;
            return verdict(limit, sample, false);
        }
        since = backSince;
        phase = CLEARING;
        return null;
    }

    private Verdict verdict(Condition limit, Sample sample, boolean isRaised) {
        return new Verdict(
                sample.patient(), limit.name(), onset, isRaised, sample.at(), sample.value());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(phase)
                .putLong(lastAt)
                .putLong(onset)
                .putLong(dwellMs)
                .putLong(since)
                .array();
    }

    static Dwell of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Dwell dwell = new Dwell();
        dwell.phase = buffer.getInt();
        dwell.lastAt = buffer.getLong();
        dwell.onset = buffer.getLong();
        dwell.dwellMs = buffer.getLong();
        dwell.since = buffer.getLong();
        return dwell;
    }
}
