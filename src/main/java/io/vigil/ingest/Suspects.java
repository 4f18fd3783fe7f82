package io.vigil.ingest;

import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.PatientEntity;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Alarms that a session has found while the patient's node still seemed to answer. For a second
 * they are looked at again: a node that died just then can't have announced them.
 */
final class Suspects {

    static final long KEPT_MS = 1_000;

    /** A gateway's whole ward alarming at once; what is more goes the patient's way alone. */
    private static final int MAX = 256;

    private record Suspect(WardAlarm alarm, ActorRef<PatientEntity.Command> entity, long since) {}

    private final ArrayDeque<Suspect> suspects = new ArrayDeque<>();

    void add(WardAlarm alarm, ActorRef<PatientEntity.Command> entity, long now) {
        if (suspects.size() == MAX) {
            suspects.remove();
        }
        suspects.add(new Suspect(alarm, entity, now));
    }

    boolean isEmpty() {
        return suspects.isEmpty();
    }

    /** Takes out those whose patient's node has gone silent, and forgets the old ones. */
    List<WardAlarm> lost(Predicate<ActorRef<PatientEntity.Command>> isSilent, long now) {
        List<WardAlarm> lost = new ArrayList<>();
        suspects.removeIf(suspect -> {
            if (isSilent.test(suspect.entity())) {
                lost.add(suspect.alarm());
                return true;
            }
            return now - suspect.since() > KEPT_MS;
        });
        return lost;
    }
}
