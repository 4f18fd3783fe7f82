package io.vigil.ops.drill;

import io.vigil.core.Nullable;
import io.vigil.ops.stack.Stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/**
 * Cassandra writes what it is told to, and nobody hears so: for some seconds its answers go nowhere,
 * then the connections end. What a node then takes for failed is in the journal.
 */
final class TimeoutAfterCommit implements Fault {

    private static final Duration SILENT = Duration.ofSeconds(8);
    private static final int BACKLOG = 50;

    private @Nullable TcpProxy proxy;

    @Override
    public List<String> cassandra(Stack stack) throws DrillException {
        String[] address = stack.cassandra().getFirst().split(":");
        try {
            ServerSocket listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            proxy = TcpProxy.start(
                    listening, new InetSocketAddress(address[0], Integer.parseInt(address[1])));
            return List.of("127.0.0.1:" + listening.getLocalPort());
        } catch (IOException e) {
            throw new DrillException("no port for a proxy: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean needsItsOwn() {
        return true;
    }

    @Override
    public Duration hold(int run) {
        return SILENT;
    }

    @Override
    public void begin(Scene scene) {
        scene.tell("Cassandra's answers go nowhere");
        proxy().swallowAnswers();
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        scene.tell("cutting the connections to Cassandra; its answers arrive again");
        proxy().cut();
        proxy().pass();
        scene.site().settle();
    }

    private TcpProxy proxy() {
        TcpProxy between = proxy;
        if (between == null) {
            throw new IllegalStateException("no proxy in between");
        }
        return between;
    }

    @Override
    public void close() {
        TcpProxy between = proxy;
        if (between != null) {
            between.close();
        }
    }
}
