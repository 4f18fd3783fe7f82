package io.vigil.core.patient;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Readings;
import io.vigil.core.vitals.Vital;

import java.util.Arrays;
import java.util.List;

/**
 * All that Vigil knows of one patient in memory; what is older is read from the journal.
 *
 * @param admission null until the first admission
 * @param limitsVersion counts the changes of the limits, for If-Match
 * @param conditions the limits in force, in the order of {@link Profiles}
 * @param trackers where each condition stands, in the order of {@code conditions}
 * @param alarms those that are not ended
 * @param charted what was last noted by a person, and when
 * @param scoredAt time of the last frame whose score was judged, {@link #NEVER} if none was
 */
public record PatientState(
        PatientId id,
        @Nullable Admission admission,
        long limitsVersion,
        Row<Condition> conditions,
        Readings readings,
        Row<Tracker> trackers,
        Devices devices,
        OpenAlarms alarms,
        Notes charted,
        News2 news2,
        long scoredAt) {

    public static final long NEVER = Readings.NEVER;

    /** Every tracker at rest. */
    static final Row<Tracker> IDLE = idle();

    /** What a person noted; a null value was never noted. */
    public record Notes(
            @Nullable Consciousness consciousness,
            long consciousnessAt,
            @Nullable Boolean oxygen,
            long oxygenAt) {

        public static final Notes NONE = new Notes(null, NEVER, null, NEVER);
    }

    /** A patient of whom nothing is known yet. */
    public static PatientState unknown(PatientId id) {
        return fresh(id, null, 0, Profile.ADULT, Devices.NONE);
    }

    /** The start of a stay: the profile's limits, no values, no alarms. */
    static PatientState fresh(
            PatientId id,
            @Nullable Admission admission,
            long version,
            Profile profile,
            Devices devices) {
        return new PatientState(
                id,
                admission,
                version,
                Profiles.conditions(profile),
                Readings.NONE,
                IDLE,
                devices,
                OpenAlarms.NONE,
                Notes.NONE,
                News2.NONE,
                NEVER);
    }

    private static Row<Tracker> idle() {
        Tracker[] trackers = new Tracker[Profiles.CONDITION_COUNT];
        Arrays.fill(trackers, Tracker.IDLE);
        return Row.owning(trackers);
    }

    public boolean isAdmitted() {
        return admission != null && admission.isOpen();
    }

    /** The stay of a patient who was ever admitted. */
    Admission stay() {
        return Invariants.present(admission, "an admitted patient has a stay");
    }

    /** The latest value, or null. */
    public @Nullable Reading reading(Vital vital) {
        return readings.get(vital);
    }

    public List<Alarm> openAlarms() {
        return alarms.list();
    }

    public PatientState withAdmission(Admission next) {
        return new PatientState(
                id,
                next,
                limitsVersion,
                conditions,
                readings,
                trackers,
                devices,
                alarms,
                charted,
                news2,
                scoredAt);
    }

    public PatientState withDevices(Devices next) {
        return new PatientState(
                id,
                admission,
                limitsVersion,
                conditions,
                readings,
                trackers,
                next,
                alarms,
                charted,
                news2,
                scoredAt);
    }

    public PatientState withAlarms(OpenAlarms next) {
        return new PatientState(
                id,
                admission,
                limitsVersion,
                conditions,
                readings,
                trackers,
                devices,
                next,
                charted,
                news2,
                scoredAt);
    }

    public PatientState withTracker(int place, Tracker next) {
        Tracker[] changed = trackers.mutableCopy();
        changed[place] = next;
        return withTrackers(Row.owning(changed));
    }

    PatientState withTrackers(Row<Tracker> next) {
        return new PatientState(
                id,
                admission,
                limitsVersion,
                conditions,
                readings,
                next,
                devices,
                alarms,
                charted,
                news2,
                scoredAt);
    }

    /** Other limits in force; the trackers stay where they are. */
    public PatientState withConditions(long version, Row<Condition> next) {
        return withLimits(version, next, trackers);
    }

    PatientState withLimits(long version, Row<Condition> next, Row<Tracker> judged) {
        return new PatientState(
                id, admission, version, next, readings, judged, devices, alarms, charted, news2,
                scoredAt);
    }

    /** Other values to show; what was judged stays as it was. */
    public PatientState withShown(Readings nextReadings, Notes nextCharted) {
        return withJudged(nextReadings, trackers, devices, nextCharted, news2, scoredAt);
    }

    PatientState withJudged(
            Readings nextReadings,
            Row<Tracker> nextTrackers,
            Devices nextDevices,
            Notes nextCharted,
            News2 nextScore,
            long nextScoredAt) {
        return new PatientState(
                id,
                admission,
                limitsVersion,
                conditions,
                nextReadings,
                nextTrackers,
                nextDevices,
                alarms,
                nextCharted,
                nextScore,
                nextScoredAt);
    }
}
