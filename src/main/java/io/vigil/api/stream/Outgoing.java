package io.vigil.api.stream;

import io.vigil.core.Nullable;
import io.vigil.ward.WardEntity;

/** What a stream sends to its client. */
sealed interface Outgoing {

    record Feed(WardEntity.FeedMessage message) implements Outgoing {}

    /** The acknowledgement is durable. */
    record Done(String alarm) implements Outgoing {}

    /** @param alarm which acknowledgement failed, null for anything else */
    record Error(String reason, @Nullable String alarm) implements Outgoing {}
}
