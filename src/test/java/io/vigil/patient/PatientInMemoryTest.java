package io.vigil.patient;

import io.vigil.telemetry.Metrics;

class PatientInMemoryTest extends PatientJournalContract {

    @Override
    Bedside newBedside(FeedPort feed) {
        return new Bedside(feed, new Metrics());
    }
}
