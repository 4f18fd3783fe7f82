package io.vigil.security.tls;

import io.vigil.core.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;

/**
 * One end of TLS links whose files are renewed while it runs. Every new connection has what the files
 * said when they were last looked at; connections that are open stay as they are.
 *
 * <p>Files that can't be used (half written, of different pairs, ended) change nothing: the last good
 * ones go on, and {@link #state} says so until the files are mended. Safe for use by several threads.
 */
public final class RenewedTls {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedTls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** A certificate with less than a tenth of its time left should have been renewed long ago. */
    private static final int LATE_PART = 10;

    private final TlsFiles files;
    private final Duration lookEvery;
    private final InstantSource clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile State now;

    /** @param problem why the files as they are now can't be used; null if they are in use */
    private record State(
            TlsContents contents,
            TlsIdentity identity,
            Instant lookAgain,
            @Nullable String problem) {}

    /**
     * How it is.
     *
     * @param good nothing has to be done
     * @param detail what the certificate is worth, and what to do
     */
    public record Report(boolean good, String detail) {}

    private RenewedTls(TlsFiles files, Duration lookEvery, InstantSource clock, State first) {
        this.files = files;
        this.lookEvery = lookEvery;
        this.clock = clock;
        this.now = first;
    }

    /**
     * Reads the files.
     *
     * @param lookEvery how long what was read is good for
     * @throws TlsUnusable if they can't be used: there is nothing before them to go on with
     */
    public static RenewedTls open(TlsFiles files, Duration lookEvery, InstantSource clock)
            throws TlsUnusable {
        Instant at = clock.instant();
        TlsContents contents = TlsContents.read(files);
        TlsIdentity identity = TlsIdentity.of(files, contents, at);
        return new RenewedTls(
                files, lookEvery, clock, new State(contents, identity, at.plus(lookEvery), null));
    }

    /** An engine for one connection that was accepted. */
    public SSLEngine serverEngine(boolean mutual) {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        limit(engine);
        engine.setNeedClientAuth(mutual);
        return engine;
    }

    /** An engine for one connection to a server, which must show a certificate for its name. */
    public SSLEngine clientEngine(String host, int port) {
        SSLEngine engine = unnamedClientEngine(host, port);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** An engine for one connection to a peer that is known by its subject: see {@link ArteryTls}. */
    SSLEngine unnamedClientEngine(String host, int port) {
        SSLEngine engine = context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        limit(engine);
        return engine;
    }

    /** Sockets to servers, for clients that have no use for engines. */
    public SSLSocketFactory sockets() {
        return new RenewedSockets(this);
    }

    /** The context for one connection, or for a client that makes one for its life. */
    public SSLContext context() {
        return current().context();
    }

    @Nullable
    X509Certificate own() {
        return current().own();
    }

    /** How it is; looks at the files when it is time to. */
    public Report state() {
        X509Certificate own = own();
        String problem = now.problem();
        if (own == null) {
            return problem == null
                    ? new Report(true, "trusts " + files.ca())
                    : new Report(false, problem);
        }
        Instant end = own.getNotAfter().toInstant();
        if (problem != null) {
            return new Report(
                    false,
                    "on the certificate from before, good until " + end + ": " + problem
                            + "; put the right files there, they are read by themselves");
        }
        Duration life = Duration.between(own.getNotBefore().toInstant(), end);
        boolean isLate = clock.instant().isAfter(end.minus(life.dividedBy(LATE_PART)));
        return new Report(
                !isLate,
                "certificate good until " + end
                        + (isLate ? ": renew it, the new files are read by themselves" : ""));
    }

    static void limit(SSLEngine engine) {
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(strong(engine.getSupportedCipherSuites()));
    }

    static String[] protocols() {
        return PROTOCOLS.clone();
    }

    /** Authenticated encryption and forward secrecy: all of 1.3, and the like of them in 1.2. */
    static String[] strong(String[] suites) {
        return Arrays.stream(suites)
                .filter(suite -> suite.startsWith("TLS_AES_")
                        || suite.startsWith("TLS_CHACHA20_")
                        || suite.startsWith("TLS_ECDHE_")
                                && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")))
                .toArray(String[]::new);
    }

    private TlsIdentity current() {
        Instant at = clock.instant();
        // Whoever comes while somebody looks goes on with what there is.
        if (!at.isBefore(now.lookAgain()) && looking.tryLock()) {
            try {
                now = look(now, at);
            } finally {
                looking.unlock();
            }
        }
        return now.identity();
    }

    private State look(State before, Instant at) {
        Instant again = at.plus(lookEvery);
        try {
            TlsContents contents = TlsContents.read(files);
            if (contents.equals(before.contents())) {
                return new State(contents, before.identity(), again, null);
            }
            TlsIdentity identity = TlsIdentity.of(files, contents, at);
            X509Certificate own = identity.own();
            LOG.info(
                    "TLS: renewed from {}{}",
                    own == null ? files.ca() : files.certificate(),
                    own == null ? "" : ", good until " + own.getNotAfter().toInstant());
            return new State(contents, identity, again, null);
        } catch (TlsUnusable e) {
            String problem = Objects.requireNonNull(e.getMessage());
            if (!problem.equals(before.problem())) {
                LOG.warn("TLS: goes on with the certificate from before: {}", problem);
            }
            return new State(before.contents(), before.identity(), again, problem);
        }
    }
}
