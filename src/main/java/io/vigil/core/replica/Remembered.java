package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.replica.Siblings.Sibling;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what is remembered of things that are over, for as long as another site might not know of
 * it. Beyond the bound the oldest are forgotten. What comes late may then show such a thing once
 * more, which is the safer side.
 */
final class Remembered {

    private Remembered() {}

    /** Ended, or nothing of it is known that could be shown. */
    static boolean isOver(AlarmFacts facts, Merge merge) {
        Alarm alarm = facts.alarm(merge::holds);
        return alarm == null || !alarm.isOpen();
    }

    static Map<AlarmId, AlarmFacts> alarms(Merge merge) {
        if (merge.alarms().size() <= Bounds.ALARMS_REMEMBERED_MAX) {
            return merge.alarms();
        }
        Map<AlarmId, AlarmFacts> kept = new HashMap<>(merge.alarms());
        kept.values().stream()
                .filter(each -> isOver(each, merge))
                .sorted(Comparator.<AlarmFacts>comparingLong(each -> Onsets.of(each.id()))
                        .thenComparing(AlarmFacts::id))
                .limit(kept.size() - Bounds.ALARMS_REMEMBERED_MAX)
                .toList()
                .forEach(each -> kept.remove(each.id()));
        return Map.copyOf(kept);
    }

    /** Of the devices that are detached, the one that was written first goes. */
    static Map<DeviceId, Siblings<Boolean>> devices(Map<DeviceId, Siblings<Boolean>> devices) {
        if (devices.size() <= Bounds.DEVICES_REMEMBERED_MAX) {
            return devices;
        }
        Map<DeviceId, Siblings<Boolean>> kept = new HashMap<>(devices);
        devices.entrySet().stream()
                .filter(each -> each.getValue().all().stream().noneMatch(Sibling::value))
                .min(Comparator.<Map.Entry<DeviceId, Siblings<Boolean>>>comparingLong(
                                each -> writtenAt(each.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .ifPresent(each -> kept.remove(each.getKey()));
        return Map.copyOf(kept);
    }

    private static long writtenAt(Siblings<Boolean> written) {
        return written.all().stream()
                .mapToLong(each -> each.at().wallMs())
                .max()
                .orElse(0);
    }
}
