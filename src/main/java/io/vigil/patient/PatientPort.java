package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.PatientCommand;

import java.util.concurrent.CompletionStage;

/** The patients, as a device sees them. What is asked fails when no answer comes in time. */
public interface PatientPort {

    CompletionStage<PatientEntity.Answer> ask(PatientId patient, PatientCommand.FromPerson command);

    CompletionStage<PatientEntity.Picture> picture(PatientId patient);

    /** At most once: who else has the patient's device. */
    void contested(PatientId patient, Contest contest);
}
