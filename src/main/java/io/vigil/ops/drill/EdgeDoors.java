package io.vigil.ops.drill;

import io.vigil.ops.stack.KafkaDoor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The network between each box and Kafka: a proxy before each broker for each box. */
final class EdgeDoors implements AutoCloseable {

    private static final int BACKLOG = 50;

    private final List<KafkaDoor> doors = new ArrayList<>();
    private final List<List<TcpProxy>> proxies = new ArrayList<>();

    static EdgeDoors open(int edges, int brokers) throws DrillException {
        EdgeDoors opened = new EdgeDoors();
        try {
            for (int edge = 0; edge < edges; edge++) {
                opened.add(edge, brokers);
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw new DrillException("no port for a proxy: " + e.getMessage(), e);
        }
    }

    private void add(int edge, int brokers) throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        List<KafkaDoor.Way> ways = new ArrayList<>();
        List<TcpProxy> before = new ArrayList<>();
        for (int broker = 0; broker < brokers; broker++) {
            int hidden = freePort(host);
            ServerSocket listening = new ServerSocket(0, BACKLOG, host);
            before.add(TcpProxy.start(listening, new InetSocketAddress(host, hidden)));
            ways.add(new KafkaDoor.Way(
                    hidden, host.getHostAddress() + ":" + listening.getLocalPort()));
        }
        doors.add(new KafkaDoor("EDGE" + (edge + 1), ways));
        proxies.add(before);
    }

    private static int freePort(InetAddress host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, BACKLOG, host)) {
            return socket.getLocalPort();
        }
    }

    List<KafkaDoor> doors() {
        return doors;
    }

    /** Nothing gets through for this box, and nobody is told so: that is what networks do. */
    void cut(int edge) {
        proxies.get(edge).forEach(proxy -> proxy.hold(client -> true));
    }

    void mend(int edge) {
        proxies.get(edge).forEach(proxy -> {
            // What hung in between is lost, as after an outage of minutes.
            proxy.cut();
            proxy.pass();
        });
    }

    @Override
    public void close() {
        proxies.forEach(before -> before.forEach(TcpProxy::close));
    }
}
