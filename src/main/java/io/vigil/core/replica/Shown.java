package io.vigil.core.replica;

import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.OpenAlarms;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Row;
import io.vigil.core.replica.Merge.Person;
import io.vigil.core.replica.Merge.Place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The patient that is shown, part by part, as the facts make it. */
final class Shown {

    private static final Comparator<Alarm> AS_RAISED =
            Comparator.comparingLong(Alarm::raised).thenComparing(Alarm::id);

    private Shown() {}

    static PatientState stay(PatientState patient, Merge facts) {
        Person person = facts.people().latest();
        Place place = facts.places().latest();
        Integer scale = facts.scales().latest();
        if (person == null || place == null || scale == null) {
            return devices(patient, facts);
        }
        Admission stay = new Admission(
                person.name(),
                place.ward(),
                place.bed(),
                person.profile(),
                scale,
                person.admittedAt(),
                facts.dischargedAt());
        return devices(patient.withAdmission(stay), facts);
    }

    static PatientState devices(PatientState patient, Merge facts) {
        boolean isHere = facts.dischargedAt() == null;
        List<DeviceMark> marks = patient.devices().all();
        List<DeviceMark> next = new ArrayList<>(marks.size());
        boolean isSame = true;
        for (DeviceMark mark : marks) {
            DeviceMark is = mark.attached(isHere && facts.isAttached(mark.device()));
            isSame &= is == mark;
            next.add(is);
        }
        return isSame ? patient : patient.withDevices(Devices.of(next));
    }

    static PatientState limits(PatientState patient, Merge facts) {
        Condition[] conditions = patient.conditions().toArray(Condition[]::new);
        for (int place = 0; place < conditions.length; place++) {
            Condition written = Tightest.of(facts.limits().get(place));
            if (written != null) {
                conditions[place] = written;
            }
        }
        return patient.withConditions(patient.limitsVersion(), Row.copyOf(conditions));
    }

    static PatientState alarms(PatientState patient, Merge facts) {
        List<Alarm> open = new ArrayList<>();
        for (AlarmFacts each : facts.alarms().values()) {
            Alarm alarm = each.alarm(facts::holds);
            if (alarm != null && alarm.isOpen()) {
                open.add(alarm);
            }
        }
        open.sort(AS_RAISED);
        return open.equals(patient.openAlarms())
                ? patient
                : patient.withAlarms(new OpenAlarms(open));
    }
}
