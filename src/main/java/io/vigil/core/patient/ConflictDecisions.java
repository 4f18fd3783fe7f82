package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Contest.Claim;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.Transferred;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Two patients in one bed, or with one device: each has an alarm that names the other, which tells
 * people to look before they believe a value or give a drug. Nobody decides who is right.
 */
public final class ConflictDecisions {

    /** How a site of several raises and ends what it hears of; alone, it knows all there is. */
    public interface Knowledge {

        /** When the conflict began. */
        long onset(Claim other);

        /** Whether it has ended just now, so that what was heard of it may be old. */
        boolean isOver(String condition, @Nullable DeviceId device, long onset);

        /** Whether this site's word that the other isn't there is enough to end the alarm. */
        boolean mayEnd(Alarm conflict);
    }

    private ConflictDecisions() {}

    static Decision contested(PatientState state, Contested c) {
        return decide(state, c, new Knowledge() {
            @Override
            public long onset(Claim other) {
                return c.now();
            }

            @Override
            public boolean isOver(String condition, @Nullable DeviceId device, long onset) {
                return false;
            }

            @Override
            public boolean mayEnd(Alarm conflict) {
                return true;
            }
        });
    }

    public static Decision decide(PatientState state, Contested c, Knowledge known) {
        Contest contest = c.contest();
        boolean isIts = contest.what().isOf(state);
        List<PatientEvent> events = new ArrayList<>(0);
        Set<PatientId> first = new HashSet<>();
        for (Alarm alarm : about(state, contest.what())) {
            boolean isSecond = !first.add(Invariants.present(with(alarm), "it is a conflict"));
            if (isSecond || isSettled(alarm, contest, isIts, known)) {
                events.add(new AlarmEnded(alarm.id(), c.now()));
            }
        }
        if (isIts) {
            raise(state, c, known, events);
        }
        return Decision.accept(events);
    }

    /**
     * Open conflicts over this, the oldest first: sites that knew of different moments at which it
     * began may have raised one twice.
     */
    private static List<Alarm> about(PatientState state, Claimed what) {
        return state.openAlarms().stream()
                .filter(alarm -> alarm.ended() == null && with(alarm) != null)
                .filter(what::isSubjectOf)
                .sorted(Comparator.comparingLong(Alarm::onset).thenComparing(Alarm::id))
                .toList();
    }

    private static boolean isSettled(Alarm alarm, Contest contest, boolean isIts, Knowledge known) {
        PatientId other = with(alarm);
        if (!isIts) {
            return contest.what() instanceof Claimed.Device && known.mayEnd(alarm);
        }
        for (Claim had : contest.gone()) {
            if (had.patient().equals(other)) {
                return alarm.onset() <= known.onset(had) || known.mayEnd(alarm);
            }
        }
        return contest.absent().contains(other) && known.mayEnd(alarm);
    }

    private static void raise(
            PatientState state, Contested c, Knowledge known, List<PatientEvent> events) {
        DeviceId device = c.contest().what().deviceOrNull();
        long room = Bounds.CONFLICTS_MAX
                - state.openAlarms().stream().filter(a -> with(a) != null).count();
        for (Claim other : c.contest().others()) {
            String condition = Conditions.IDENTITY_CONFLICT + other.patient();
            String name = device == null ? condition : condition + "." + device;
            long onset = known.onset(other);
            AlarmId id = AlarmId.of(state.id(), name, onset);
            boolean isKnown = others(state, c.contest().what()).contains(other.patient());
            if (room > 0 && !isKnown && !known.isOver(condition, device, onset)) {
                room--;
                events.add(new AlarmRaised(
                        id,
                        condition,
                        null,
                        device,
                        Kind.TECHNICAL,
                        Priority.MEDIUM,
                        onset,
                        c.now(),
                        null,
                        null));
            }
        }
    }

    /** With whom the patient has an open conflict over this; one that two sites raised counts twice. */
    public static List<PatientId> others(PatientState state, Claimed what) {
        return about(state, what).stream()
                .map(alarm -> Invariants.present(with(alarm), "it is a conflict"))
                .toList();
    }

    /** Devices over which an admitted patient has an open conflict, though it has them no more. */
    public static Set<Claimed> lost(PatientState state) {
        Set<Claimed> lost = new LinkedHashSet<>();
        for (Alarm alarm : state.openAlarms()) {
            DeviceId device = alarm.device();
            if (device != null && with(alarm) != null && alarm.ended() == null) {
                lost.add(new Claimed.Device(device));
            }
        }
        lost.removeIf(what -> !state.isAdmitted() || what.isOf(state));
        return lost;
    }

    /** A patient who leaves the bed leaves its conflicts. */
    public static List<PatientEvent> transferred(PatientState state, Transfer c) {
        Claimed bed = new Claimed.Bed(c.ward(), c.bed());
        List<PatientEvent> events = new ArrayList<>(1);
        if (!bed.isOf(state)) {
            about(state, bed).forEach(alarm -> events.add(new AlarmEnded(alarm.id(), c.now())));
        }
        events.add(new Transferred(c.now(), c.by(), c.ward(), c.bed()));
        return events;
    }

    /** The other patient of an identity conflict; null for any other alarm. */
    public static @Nullable PatientId with(Alarm alarm) {
        String condition = alarm.condition();
        return condition.startsWith(Conditions.IDENTITY_CONFLICT)
                ? new PatientId(condition.substring(Conditions.IDENTITY_CONFLICT.length()))
                : null;
    }
}
