package io.vigil.ward;

import io.vigil.core.PatientId;
import io.vigil.core.WardId;

/** Starts a patient that the ward's roster names, so that it reports to this ward. */
@FunctionalInterface
public interface PatientWaker {

    void wake(WardId ward, PatientId patient);
}
