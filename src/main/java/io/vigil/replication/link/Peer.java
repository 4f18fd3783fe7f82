package io.vigil.replication.link;

import io.vigil.core.WardId;
import io.vigil.core.replica.SiteId;

import java.util.Set;

/**
 * A site at the other end of a link.
 *
 * @param wards that are the other's, where this site is the centre; none: all wards are concerned
 * @param topic where it reads what is sent to it
 */
public record Peer(SiteId site, Set<WardId> wards, String topic) {

    public Peer {
        wards = Set.copyOf(wards);
    }

    /** Whether what is between the two sites concerns the ward. */
    boolean concerns(WardId ward) {
        return wards.isEmpty() || wards.contains(ward);
    }
}
