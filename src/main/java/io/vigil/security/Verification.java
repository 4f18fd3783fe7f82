package io.vigil.security;

import java.time.Instant;

/** What a token turned out to be. A rejection's reason is fit for the client to read. */
public sealed interface Verification {

    /**
     * Signed here, and in time.
     *
     * @param until when the token ends; a long connection must not outlive it
     */
    record Verified(Principal principal, Instant until) implements Verification {}

    record Rejected(String reason) implements Verification {}
}
