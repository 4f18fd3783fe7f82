package io.vigil.ward;

/** A change as it goes over the wire, made once and shared by every subscriber. */
public interface EncodedChange {

    /** The {@code change} message as JSON text. */
    String json();

    /** The same in CBOR; made when the first subscriber asks for it. */
    byte[] cbor();
}
