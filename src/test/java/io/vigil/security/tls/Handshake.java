package io.vigil.security.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A TLS connection without a network, up to the first byte that the server reads. */
final class Handshake {

    private static final int STEPS_MAX = 200;
    private static final int BYTES = 1 << 16;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(BYTES);
    private final ByteBuffer toClient = ByteBuffer.allocate(BYTES);

    private Handshake(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** @throws SSLException if either side refuses the other */
    static void between(SSLEngine client, SSLEngine server) throws SSLException {
        new Handshake(client, server).run();
    }

    /** The certificate that this server shows now. */
    static X509Certificate shown(RenewedTls client, RenewedTls server) throws SSLException {
        SSLEngine engine = client.clientEngine("localhost", 1);
        between(engine, server.serverEngine(false));
        return (X509Certificate) engine.getSession().getPeerCertificates()[0];
    }

    private void run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer word = ByteBuffer.wrap(new byte[] {1});
        for (int step = 0; step < STEPS_MAX; step++) {
            client.wrap(isOver(client) ? word : ByteBuffer.allocate(0), toServer);
            tasks(client);
            if (read(server, toServer) == 1) {
                return;
            }
            server.wrap(ByteBuffer.allocate(0), toClient);
            tasks(server);
            read(client, toClient);
        }
        throw new AssertionError("no end of the handshake");
    }

    private static boolean isOver(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    /** Everything that has come. */
    private static int read(SSLEngine engine, ByteBuffer from) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(BYTES);
        from.flip();
        boolean isMore = from.hasRemaining();
        while (isMore) {
            SSLEngineResult result = engine.unwrap(from, plain);
            tasks(engine);
            isMore = from.hasRemaining()
                    && result.getStatus() == SSLEngineResult.Status.OK
                    && result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
        }
        from.compact();
        return plain.position();
    }

    private static void tasks(SSLEngine engine) {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }
}
