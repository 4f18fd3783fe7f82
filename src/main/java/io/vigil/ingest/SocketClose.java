package io.vigil.ingest;

/** Why the server ends a device stream: a WebSocket close code and a short reason. */
public record SocketClose(int code, String reason) {

    /** RFC 6455: the peer breaks the rules. */
    static SocketClose policy(String reason) {
        return new SocketClose(1008, reason);
    }

    /** RFC 6455: a message is bigger than the server takes. */
    static SocketClose tooBig(String reason) {
        return new SocketClose(1009, reason);
    }
}
