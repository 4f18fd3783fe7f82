package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.replica.Merge.ConditionOf;

import java.util.Map;

/** The onset in an alarm's id, by which the alarms of one condition are told apart. */
final class Onsets {

    private static final int BASE = 36;

    private Onsets() {}

    /** Ids are made by {@link AlarmId#of}; one that isn't has no onset, which is as good as old. */
    static long of(AlarmId id) {
        String text = id.value();
        try {
            return Long.parseLong(text, text.lastIndexOf('.') + 1, text.length(), BASE);
        } catch (NumberFormatException e) {
            return Long.MIN_VALUE;
        }
    }

    static @Nullable ConditionOf oldest(Map<ConditionOf, Long> onsets) {
        ConditionOf oldest = null;
        long least = Long.MAX_VALUE;
        for (Map.Entry<ConditionOf, Long> each : onsets.entrySet()) {
            boolean isOlder = each.getValue() < least
                    || each.getValue() == least
                            && oldest != null
                            && each.getKey().toString().compareTo(oldest.toString()) < 0;
            if (isOlder) {
                oldest = each.getKey();
                least = each.getValue();
            }
        }
        return oldest;
    }
}
