package io.vigil.replication.link;

import io.vigil.core.replica.SiteId;

import java.util.List;

/**
 * This end of a site's links.
 *
 * @param isCentre the one that all others speak with; edges speak with nobody else
 * @param eventsPerSecond how fast what has piled up goes out
 */
public record LinkEnd(SiteId self, boolean isCentre, List<Peer> peers, int eventsPerSecond) {

    public LinkEnd {
        peers = List.copyOf(peers);
    }
}
