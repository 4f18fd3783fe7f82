package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.ward.PatientReport;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a patient's actor keeps from its start to its end.
 *
 * @param confirmations where wards confirm its reports to
 * @param outcomes where the feed says what became of its records
 */
record Body(
        PatientId id,
        PatientSettings settings,
        PatientPorts ports,
        WakeTimer timer,
        WardReports reports,
        ActorRef<PatientReport.Confirmed> confirmations,
        ActorRef<FeedPort.Outcome> outcomes) {

    long now() {
        return ports.clock().millis();
    }
}
