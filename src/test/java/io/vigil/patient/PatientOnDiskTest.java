package io.vigil.patient;

import io.vigil.journal.JournalConfig;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class PatientOnDiskTest extends PatientJournalContract {

    @TempDir
    private Path data;

    @Override
    Bedside newBedside(FeedPort feed) {
        return new Bedside(JournalConfig.in(data), feed, new Metrics());
    }
}
