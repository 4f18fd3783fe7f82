package io.vigil.app;

import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;
import io.vigil.security.tls.TlsUnusable;

import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLContext;

/** Whom this process trusts when it is a client over HTTPS: a command has one server to talk to. */
final class Trust {

    private Trust() {}

    /** For every HTTP client that is made from now on. */
    static void byDefault(TlsFiles files) throws TlsUnusable {
        SSLContext.setDefault(RenewedTls.open(files, Duration.ofDays(1), InstantSource.system())
                .context());
    }
}
