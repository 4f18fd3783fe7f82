package io.vigil.app;

import io.vigil.telemetry.ComponentHealth;

import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether this node has joined, and how many others it reaches. */
final class ClusterHealth implements Supplier<ComponentHealth> {

    private final Cluster cluster;

    ClusterHealth(Cluster cluster) {
        this.cluster = cluster;
    }

    /** One that is out of reach is no reason to send this one no work: the others need it more. */
    @Override
    public ComponentHealth get() {
        MemberStatus status = cluster.selfMember().status();
        if (!status.equals(MemberStatus.up())) {
            return ComponentHealth.down("this node is not in the cluster: " + status);
        }
        CurrentClusterState state = cluster.state();
        List<String> lost = new ArrayList<>();
        for (Member member : state.getUnreachable()) {
            Address address = member.address();
            lost.add(address.hostPort());
        }
        int nodes = 0;
        for (Member _ : state.getMembers()) {
            nodes++;
        }
        return lost.isEmpty()
                ? ComponentHealth.up("%d nodes".formatted(nodes))
                : ComponentHealth.degraded("of %d nodes these are out of reach: %s"
                        .formatted(nodes, String.join(", ", lost)));
    }
}
