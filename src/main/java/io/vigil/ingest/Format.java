package io.vigil.ingest;

/** How a device writes its messages: JSON in text messages, or CBOR in binary ones. */
public enum Format {
    JSON,
    CBOR
}
