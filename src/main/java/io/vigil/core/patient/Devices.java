package io.vigil.core.patient;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The marks of a patient's devices, few and in the order they were attached. Immutable. */
public final class Devices {

    public static final Devices NONE = new Devices(new DeviceMark[0]);

    private final DeviceMark[] marks;

    private Devices(DeviceMark[] marks) {
        this.marks = marks;
    }

    public static Devices of(List<DeviceMark> marks) {
        return new Devices(marks.toArray(DeviceMark[]::new));
    }

    /** The device's mark, attached or not, or null if it never was. */
    public @Nullable DeviceMark get(DeviceId device) {
        int place = place(device);
        return place < 0 ? null : marks[place];
    }

    /** The mark of an attached device, else null. */
    public @Nullable DeviceMark attached(DeviceId device) {
        DeviceMark mark = get(device);
        return mark != null && mark.attached() ? mark : null;
    }

    public List<DeviceMark> attached() {
        List<DeviceMark> attached = new ArrayList<>(marks.length);
        for (DeviceMark mark : marks) {
            if (mark.attached()) {
                attached.add(mark);
            }
        }
        return attached;
    }

    public List<DeviceMark> all() {
        return List.of(marks);
    }

    /** The mark in its place; at the bound, the oldest that is no longer attached makes room. */
    public Devices with(DeviceMark mark) {
        int place = place(mark.device());
        if (place < 0) {
            return appended(mark);
        }
        DeviceMark[] next = marks.clone();
        next[place] = mark;
        return new Devices(next);
    }

    Devices allDetached() {
        return new Devices(Stream.of(marks).map(DeviceMark::detached).toArray(DeviceMark[]::new));
    }

    private Devices appended(DeviceMark mark) {
        List<DeviceMark> kept = new ArrayList<>(List.of(marks));
        if (kept.size() >= 2 * Bounds.DEVICES_PER_PATIENT_MAX) {
            kept.stream().filter(old -> !old.attached()).findFirst().ifPresent(kept::remove);
        }
        kept.add(mark);
        return of(kept);
    }

    private int place(DeviceId device) {
        for (int i = 0; i < marks.length; i++) {
            if (marks[i].device().equals(device)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Devices that && Arrays.equals(marks, that.marks);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(marks);
    }

    @Override
    public String toString() {
        return Arrays.toString(marks);
    }
}
