package io.vigil.ops.drill;

import io.vigil.ops.stack.Cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One node and the others don't reach each other any more, while all of them reach Cassandra, their
 * devices and their screens. The nodes speak through proxies, one before each: a node comes from an
 * address of its own, by which the proxies tell who speaks to whom.
 */
final class Partition implements Fault {

    private static final Duration APART = Duration.ofSeconds(20);
    private static final int BACKLOG = 50;

    private final List<TcpProxy> proxies = new ArrayList<>();

    @Override
    public List<Cluster.Peer> peers(int nodes) throws DrillException {
        List<Cluster.Peer> peers = new ArrayList<>();
        try {
            for (int place = 0; place < nodes; place++) {
                InetAddress host = host(place);
                int hidden = freePort(host);
                ServerSocket listening = new ServerSocket(0, BACKLOG, host);
                proxies.add(TcpProxy.start(listening, new InetSocketAddress(host, hidden)));
                peers.add(new Cluster.Peer(
                        host.getHostAddress() + ":" + listening.getLocalPort(), hidden));
            }
            return peers;
        } catch (IOException e) {
            throw new DrillException("no port for a proxy: " + e.getMessage(), e);
        }
    }

    private static InetAddress host(int place) throws IOException {
        return InetAddress.getByName("127.0.0." + (place + 1));
    }

    private static int freePort(InetAddress host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, BACKLOG, host)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public boolean needsItsOwn() {
        return true;
    }

    @Override
    public Duration hold(int run) {
        return APART;
    }

    @Override
    public void begin(Scene scene) throws DrillException {
        int alone = scene.random().nextInt(proxies.size());
        scene.tell(scene.site().cluster().names().get(alone) + " and the others are apart");
        try {
            InetAddress its = host(alone);
            for (int place = 0; place < proxies.size(); place++) {
                boolean isAlone = place == alone;
                proxies.get(place).hold(from -> isAlone != from.equals(its));
            }
        } catch (IOException e) {
            throw new DrillException("no loopback address", e);
        }
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        scene.tell("the nodes reach each other again");
        proxies.forEach(TcpProxy::pass);
        scene.site().settle();
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
    }
}
