package io.vigil.patient;

import io.vigil.journal.JournalConfig;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class TwoSitesOnDiskTest extends TwoSitesContract {

    @TempDir
    private Path data;

    @Override
    Bedside newBedside(String site) {
        return Bedside.at(site, JournalConfig.in(data.resolve(site)));
    }
}
