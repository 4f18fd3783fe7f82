package io.vigil.ops.stack;

import io.vigil.security.tls.DevelopmentCertificates;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;
import io.vigil.security.tls.TlsUnusable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The certificates of a stack, in its folder, and how whoever waits for its servers connects.
 *
 * @param client of this process
 */
record StackTls(DevelopmentCertificates certificates, RenewedTls client) {

    private static final int DAYS = 90;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** Makes them, or renews those that are there: a stack that starts has its full time. */
    static StackTls in(Path folder) throws StackException {
        DevelopmentCertificates certificates =
                DevelopmentCertificates.in(folder.resolve("certificates"));
        try {
            if (Files.exists(certificates.authority())) {
                certificates.renew(List.of(), DAYS, Instant.now());
            } else {
                certificates.create(List.of(), DAYS, Instant.now());
            }
            return new StackTls(
                    certificates,
                    RenewedTls.open(
                            files(certificates, "client"), LOOK_EVERY, InstantSource.system()));
        } catch (TlsUnusable e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @param name one of {@link DevelopmentCertificates#NAMES} */
    TlsFiles files(String name) {
        return files(certificates, name);
    }

    /** The password of the servers' stores: for their configuration files, which are as secret. */
    String storePassword() throws IOException {
        return Files.readString(certificates.storePassword()).strip();
    }

    private static TlsFiles files(DevelopmentCertificates certificates, String name) {
        return new TlsFiles(
                certificates.key(name), certificates.chain(name), certificates.authority());
    }
}
