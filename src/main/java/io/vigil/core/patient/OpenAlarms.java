package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;

import java.util.ArrayList;
import java.util.List;

/** The alarms of a patient that are not ended, in the order they were raised. Immutable. */
public record OpenAlarms(List<Alarm> list) {

    public static final OpenAlarms NONE = new OpenAlarms(List.of());

    public OpenAlarms {
        list = List.copyOf(list);
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** The open alarm of this id, or null. */
    public @Nullable Alarm get(@Nullable AlarmId id) {
        for (Alarm alarm : list) {
            if (alarm.id().equals(id)) {
                return alarm;
            }
        }
        return null;
    }

    /** The alarm of this condition that is still there, or null. {@code device} null: any. */
    public @Nullable Alarm current(String condition, @Nullable DeviceId device) {
        for (Alarm alarm : list) {
            if (alarm.ended() == null
                    && alarm.condition().equals(condition)
                    && (device == null || device.equals(alarm.device()))) {
                return alarm;
            }
        }
        return null;
    }

    /** Puts the alarm in its place, or takes it out once it is no longer open. */
    OpenAlarms with(Alarm alarm) {
        List<Alarm> next = new ArrayList<>(list.size() + 1);
        boolean placed = !alarm.isOpen();
        for (Alarm old : list) {
            if (!old.id().equals(alarm.id())) {
                next.add(old);
            } else if (!placed) {
                next.add(alarm);
                placed = true;
            }
        }
        if (!placed) {
            next.add(alarm);
        }
        return new OpenAlarms(next);
    }
}
