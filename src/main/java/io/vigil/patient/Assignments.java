package io.vigil.patient;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Reply;
import io.vigil.patient.DeviceEntity.Assign;
import io.vigil.patient.DeviceEntity.AssignRefused;
import io.vigil.patient.DeviceEntity.AssignUnavailable;
import io.vigil.patient.DeviceEntity.Assigned;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Who asked that a device serve a patient, and hasn't been answered; what was asked last counts. */
final class Assignments {

    /** What is to be recorded next. */
    record Wanted(@Nullable PatientId patient, String by) {}

    private final List<Assign> asked = new ArrayList<>(0);
    private @Nullable Wanted wanted;

    void ask(Assign assign) {
        asked.removeIf(earlier -> isOvertaken(earlier, assign));
        asked.add(assign);
        wanted = new Wanted(assign.patient(), assign.by());
    }

    /** Not asked for by anyone who waits for an answer. */
    void want(@Nullable PatientId patient, String by) {
        if (wanted == null) {
            wanted = new Wanted(patient, by);
        }
    }

    /** What is wanted and not yet begun, once; null if nothing is. */
    @Nullable
    Wanted take() {
        Wanted next = wanted;
        wanted = null;
        return next;
    }

    boolean isEmpty() {
        return wanted == null && asked.isEmpty();
    }

    void done(@Nullable PatientId patient) {
        asked.removeIf(assign -> {
            boolean same = Objects.equals(assign.patient(), patient);
            if (same) {
                assign.replyTo().tell(new Assigned(patient));
            }
            return same;
        });
    }

    void refused(PatientId patient, Reply reply) {
        asked.removeIf(assign -> {
            boolean same = patient.equals(assign.patient());
            if (same) {
                assign.replyTo().tell(new AssignRefused(reply));
            }
            return same;
        });
    }

    void expired(Assign assign) {
        if (asked.remove(assign)) {
            assign.replyTo().tell(new AssignUnavailable("not done yet: it is tried again"));
        }
    }

    private static boolean isOvertaken(Assign earlier, Assign assign) {
        boolean other = !Objects.equals(earlier.patient(), assign.patient());
        if (other) {
            earlier.replyTo().tell(new AssignUnavailable("another assignment has followed"));
        }
        return other;
    }
}
