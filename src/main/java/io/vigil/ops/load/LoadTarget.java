package io.vigil.ops.load;

import io.vigil.core.Nullable;

import java.net.URI;
import java.util.Map;

/**
 * The server under load.
 *
 * @param http {@code http://host:port}
 * @param management where its metrics are, or null to go without them
 * @param leadToken admits the patients and reads what was recorded
 * @param deviceToken a gateway's, for {@link LoadPlan#PREFIX}
 * @param process the server's, if it runs on this machine
 * @param beside what the server stands on, by name, likewise: its database, its broker
 * @param killable if it may be killed
 */
public record LoadTarget(
        URI http,
        @Nullable URI management,
        String leadToken,
        String deviceToken,
        @Nullable ProcessHandle process,
        Map<String, ProcessHandle> beside,
        @Nullable Killable killable) {

    public LoadTarget {
        beside = Map.copyOf(beside);
    }
}
