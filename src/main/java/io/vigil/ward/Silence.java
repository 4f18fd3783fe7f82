package io.vigil.ward;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

import java.util.Set;

/** Which nodes don't answer now. Safe for use by several threads. */
final class Silence {

    private volatile Set<Address> silent = Set.of();

    /** @return whether that is news */
    boolean set(Set<Address> now) {
        boolean isNews = !now.equals(silent);
        if (isNews) {
            silent = Set.copyOf(now);
        }
        return isNews;
    }

    boolean covers(ActorRef<?> ref) {
        return silent.contains(ref.path().address());
    }
}
