package io.vigil.ops.replay;

/** The two encodings of the device stream: the same fields, as text or as CBOR. */
public enum Format {
    JSON("vigil.device.v1+json"),
    CBOR("vigil.device.v1+cbor");

    private final String subprotocol;

    Format(String subprotocol) {
        this.subprotocol = subprotocol;
    }

    public String subprotocol() {
        return subprotocol;
    }
}
