package io.vigil.core.replica;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.PatientState.Notes;
import io.vigil.core.patient.Row;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Readings;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What all sites that have taken the same envelopes hold alike: everything that is shown, and the
 * facts behind it. A site's own are only its detection memory (how long a value has been beyond its
 * bound, when the score was last judged), what it remembers of alarms that have ended, and what it
 * knows of what others have seen.
 */
public record SharedState(
        PatientId id,
        @Nullable Admission admission,
        long limitsVersion,
        Row<Condition> conditions,
        Readings readings,
        List<DeviceMark> devices,
        List<Alarm> alarms,
        Notes charted,
        News2 news2,
        Versions marks,
        int stay,
        List<Doubt> doubts,
        List<Merge.Discharge> discharges,
        Map<Merge.ConditionOf, Long> endedThrough) {

    public static SharedState of(Replica replica) {
        Merge merge = replica.merge();
        Merge facts = merge == null ? Merge.none(new SiteId("alone")) : merge;
        PatientState patient = replica.patient();
        return new SharedState(
                patient.id(),
                patient.admission(),
                patient.limitsVersion(),
                patient.conditions(),
                patient.readings(),
                patient.devices().all().stream()
                        .sorted(Comparator.comparing(DeviceMark::device))
                        .toList(),
                patient.openAlarms(),
                patient.charted(),
                patient.news2(),
                facts.marks(),
                facts.stay(),
                replica.doubts(),
                facts.discharges(),
                facts.endedThrough());
    }
}
