package io.vigil.api.stream;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.security.Principal;

import java.time.Instant;

/**
 * What a client asks to follow.
 *
 * @param feed the numbering it resumes, null to start from a snapshot
 * @param after the last change of that feed that it has; 0 without a feed
 * @param vitals whether it wants the patients' vitals too
 * @param until when its token ends
 */
record StreamRequest(
        WardId ward,
        @Nullable String feed,
        long after,
        boolean vitals,
        Principal principal,
        Instant until) {

    /** The same from another place: what the browser remembers beats the address. */
    StreamRequest from(StreamPosition at) {
        return new StreamRequest(ward, at.feed(), at.after(), vitals, principal, until);
    }
}
