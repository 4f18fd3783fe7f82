package io.vigil.ward;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

import java.util.Set;

/** Which nodes don't answer now. Safe for use by several threads. */
final class Silence {

    private volatile Set<Address> silent = Set.of();

    void set(Set<Address> now) {
        if (!now.equals(silent)) {
            silent = Set.copyOf(now);
        }
    }

    boolean covers(ActorRef<?> ref) {
        return silent.contains(ref.path().address());
    }
}
