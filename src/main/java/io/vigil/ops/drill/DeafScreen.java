package io.vigil.ops.drill;

import io.vigil.core.WardId;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A screen on a ward's alarm stream that connects and then never reads a byte. */
final class DeafScreen implements AutoCloseable {

    /** The smallest that the system gives, so that it is full soon. */
    private static final int BUFFER = 1024;

    private static final int TIMEOUT_MS = 5_000;

    private final Socket socket;

    private DeafScreen(Socket socket) {
        this.socket = socket;
    }

    static DeafScreen open(URI node, String token, WardId ward) throws DrillException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(BUFFER);
            socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), TIMEOUT_MS);
            String request = """
                GET /v1/stream/alarms?ward=%s HTTP/1.1
                Host: %s
                Authorization: Bearer %s
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dmlnaWwtZHJpbGwtZGVhZg==
                Sec-WebSocket-Protocol: vigil.alarms.v1+json

                """.formatted(ward, node.getAuthority(), token).replace("\n", "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new DeafScreen(socket);
        } catch (IOException e) {
            new DeafScreen(socket).close();
            throw new DrillException("a screen can't connect: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that can't be closed", e);
        }
    }
}
