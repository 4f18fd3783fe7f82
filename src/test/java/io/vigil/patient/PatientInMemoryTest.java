package io.vigil.patient;

class PatientInMemoryTest extends PatientJournalContract {

    @Override
    Bedside newBedside() {
        return new Bedside();
    }
}
