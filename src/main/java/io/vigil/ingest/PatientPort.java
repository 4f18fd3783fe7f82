package io.vigil.ingest;

import io.vigil.core.PatientId;
import io.vigil.patient.PatientEntity;

/** The way to a patient's entity, wherever it runs; at most once, like any message. */
@FunctionalInterface
public interface PatientPort {

    void tell(PatientId patient, PatientEntity.Command command);
}
