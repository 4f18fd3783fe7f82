package io.vigil.patient;

import io.vigil.core.WardId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientVitals;

import org.apache.pekko.actor.typed.ActorRef;

/** The wards, as a patient sees them. */
public interface WardPort {

    /** At most once: the patient repeats a report until {@code replyTo} gets its confirmation. */
    void report(WardId ward, PatientReport report, ActorRef<PatientReport.Confirmed> replyTo);

    /** The newest values; a lost one is made good by the next. */
    void vitals(WardId ward, PatientVitals vitals);
}
