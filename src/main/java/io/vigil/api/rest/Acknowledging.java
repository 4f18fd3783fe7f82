package io.vigil.api.rest;

import io.vigil.core.AlarmId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.PatientEntity;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the patient that an alarm belongs to, and acknowledges it there. */
public final class Acknowledging {

    private final RestPorts ports;
    private final InstantSource clock;

    /** An open alarm, and whose it is. */
    public record Owner(PatientId patient, WardId ward, WardAlarm alarm) {}

    /**
     * What came of it.
     *
     * @param alarm the alarm if it was acknowledged; a latched one is ended by it
     */
    public record Outcome(PatientEntity.Answer answer, WardAlarm alarm) {}

    public Acknowledging(RestPorts ports, InstantSource clock) {
        this.ports = ports;
        this.clock = clock;
    }

    /** The patient with this open alarm, empty if there is none. */
    public CompletionStage<Optional<Owner>> owner(AlarmId alarm) {
        return owner(alarm, alarm.possiblePatients());
    }

    public CompletionStage<Outcome> acknowledge(Owner owner, Priority seen, String by) {
        AlarmId alarm = owner.alarm().alarm().id();
        long now = clock.millis();
        return ports.command(owner.patient(), new Acknowledge(now, by, alarm, seen))
                .thenApply(answer -> new Outcome(answer, after(owner.alarm(), answer, by, now)));
    }

    /** As the patient shows it now, or as it ended: an ended alarm is in no picture any more. */
    private static WardAlarm after(
            WardAlarm before, PatientEntity.Answer answer, String by, long now) {
        Alarm was = before.alarm();
        WardAlarm shown = answer instanceof PatientEntity.Decided decided
                ? decided.picture().alarm(was.id())
                : before;
        if (shown != null) {
            return shown;
        }
        Alarm is = was.withAcknowledged(new Acknowledgement(by, now, was.priority()));
        return new WardAlarm(
                before.patient(), before.ward(), before.bed(), is, true, before.site());
    }

    private CompletionStage<Optional<Owner>> owner(AlarmId alarm, List<PatientId> candidates) {
        if (candidates.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return ports.patient(candidates.getFirst()).thenCompose(picture -> {
            Admission admission = picture.state().admission();
            WardAlarm open = picture.alarm(alarm);
            return admission == null || open == null
                    ? owner(alarm, candidates.subList(1, candidates.size()))
                    : found(picture.patient(), admission.ward(), open);
        });
    }

    private static CompletionStage<Optional<Owner>> found(
            PatientId patient, WardId ward, WardAlarm alarm) {
        return CompletableFuture.completedFuture(Optional.of(new Owner(patient, ward, alarm)));
    }
}
