package io.vigil.api.stream;

import io.vigil.api.ClosableSockets;

import org.apache.pekko.http.javadsl.model.HttpResponse;

import java.util.function.Supplier;

/** Why the server closes an alarm or ward stream, as RFC 6455 has it. */
public enum CloseCode {
    NORMAL(1000, ""),
    GOING_AWAY(1001, "the server stops"),
    POLICY(1008, "too many bad messages"),
    TOKEN_ENDED(1008, "the token has ended"),
    TOO_BIG(1009, "message over 64 KiB");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** The upgrade's response, whose close frame says what {@code why} says at that time. */
    public static HttpResponse applied(HttpResponse upgrade, Supplier<CloseCode> why) {
        return ClosableSockets.closing(upgrade, () -> {
            CloseCode now = why.get();
            return now == NORMAL ? null : new ClosableSockets.Close(now.code, now.reason);
        });
    }
}
