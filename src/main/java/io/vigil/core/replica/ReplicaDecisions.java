package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.LimitDecisions;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.DeviceAttached;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A patient's rules where there are other sites: a doubt can be settled by saying again what is
 * shown, one end ends all alarms of a condition, and no alarm takes the id of one that has ended.
 */
final class ReplicaDecisions {

    private ReplicaDecisions() {}

    static Decision decide(Replica replica, Merge facts, PatientCommand command) {
        PatientState patient = replica.patient();
        Decision decision = switch (command) {
            case Transfer c
            when isHere(patient) && isBedToSettle(facts) ->
                new Decision(ConflictDecisions.transferred(patient, c), Reply.ACCEPTED);
            case AttachDevice c
            when isHere(patient) && facts.isInDoubt(c.device()) ->
                accepted(new DeviceAttached(c.now(), c.by(), c.device(), c.epoch(), c.seq()));
            case ConfirmLimits c when isHere(patient) -> confirm(patient, facts, c);
            case Contested c ->
                ConflictDecisions.decide(patient, c, new ConflictsOfSites(replica, facts, c));
            case PatientCommand c -> Patient.decide(patient, c);
        };
        return decision.events().isEmpty()
                ? decision
                : new Decision(completed(patient, facts, decision.events()), decision.reply());
    }

    private static boolean isHere(PatientState patient) {
        return patient.isAdmitted();
    }

    private static boolean isBedToSettle(Merge facts) {
        return facts.isPlaceInDoubt() || facts.isDischargePending();
    }

    private static Decision accepted(PatientEvent event) {
        return new Decision(List.of(event), Reply.ACCEPTED);
    }

    /** Writes what is in force over all that stand beside each other. */
    private static Decision confirm(PatientState patient, Merge facts, ConfirmLimits c) {
        if (c.expectedVersion() != null && c.expectedVersion() != patient.limitsVersion()) {
            return new Decision(List.of(), new Reply.StaleVersion(patient.limitsVersion()));
        }
        List<Condition> confirmed = new ArrayList<>();
        for (int place = 0; place < facts.limits().size(); place++) {
            if (facts.limits().get(place).isInDoubt()) {
                confirmed.add(patient.conditions().get(place));
            }
        }
        return confirmed.isEmpty()
                ? new Decision(List.of(), Reply.UNCHANGED)
                : LimitDecisions.changed(patient, c.now(), c.by(), confirmed);
    }

    static List<PatientEvent> judgedAgain(PatientState patient, Merge facts, long nowMs) {
        return patient.isAdmitted()
                ? completed(patient, facts, LimitDecisions.judgedAgain(patient, nowMs))
                : List.of();
    }

    static List<PatientEvent> completed(
            PatientState patient, Merge facts, List<PatientEvent> decided) {
        List<PatientEvent> events = new ArrayList<>(decided.size());
        for (PatientEvent event : decided) {
            events.add(event instanceof AlarmRaised raise ? anew(patient, facts, raise) : event);
        }
        for (PatientEvent event : decided) {
            if (event instanceof AlarmEnded end) {
                endOthers(patient, end, events);
            }
        }
        return events;
    }

    /**
     * With a newer onset if the condition has ended under this id: an old end must not hide it. What
     * speaks of a device has its name in the id: other sites may know of other devices alike.
     */
    private static AlarmRaised anew(PatientState patient, Merge facts, AlarmRaised raise) {
        boolean isTechnical = raise.kind() == Kind.TECHNICAL;
        Merge.ConditionOf condition = new Merge.ConditionOf(raise.condition(), raise.device());
        long ended = facts.endedThrough().getOrDefault(condition, Long.MIN_VALUE);
        long asked = Onsets.of(raise.id());
        if (asked > ended && !isTechnical) {
            return raise;
        }
        long onset = Math.max(asked, ended + 1);
        String name = raise.device() == null || !isTechnical
                ? raise.condition()
                : raise.condition() + "." + raise.device();
        return new AlarmRaised(
                AlarmId.of(patient.id(), name, onset),
                raise.condition(),
                raise.vital(),
                raise.device(),
                raise.kind(),
                raise.priority(),
                isTechnical ? raise.onset() : onset,
                raise.at(),
                raise.value(),
                raise.limit());
    }

    /**
     * Sites may each have raised the condition from samples of their own: it is over for all. Of an
     * identity conflict only the second is, if there are two.
     */
    private static void endOthers(PatientState patient, AlarmEnded end, List<PatientEvent> events) {
        Alarm ended = patient.alarms().get(end.id());
        if (ended == null || ConflictDecisions.with(ended) != null) {
            return;
        }
        for (Alarm other : patient.openAlarms()) {
            AlarmEnded also = new AlarmEnded(other.id(), end.at());
            if (other.ended() == null
                    && other.condition().equals(ended.condition())
                    && Objects.equals(other.device(), ended.device())
                    && !events.contains(also)) {
                events.add(also);
            }
        }
    }
}
