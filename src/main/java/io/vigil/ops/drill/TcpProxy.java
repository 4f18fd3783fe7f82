package io.vigil.ops.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Stands between clients and a server, and can do to their connections what a network does. It tells
 * clients apart by the address that they come from.
 */
final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as is the other. */
    private Predicate<InetAddress> held = _ -> false;

    private boolean swallowsAnswers;

    private TcpProxy(ServerSocket listening, InetSocketAddress target) {
        this.listening = listening;
        this.target = target;
    }

    /** @param listening bound; the proxy closes it */
    static TcpProxy start(ServerSocket listening, InetSocketAddress target) {
        TcpProxy proxy = new TcpProxy(listening, target);
        Thread.ofVirtual().name("drill-proxy").start(proxy::accept);
        return proxy;
    }

    /** Nothing goes either way for clients from there; it goes on where it was when this ends. */
    void hold(Predicate<InetAddress> clients) {
        set(clients, false);
    }

    /** What clients say arrives; what the server answers goes nowhere. */
    void swallowAnswers() {
        set(_ -> false, true);
    }

    void pass() {
        set(_ -> false, false);
    }

    private void set(Predicate<InetAddress> clients, boolean swallows) {
        lock.lock();
        try {
            held = clients;
            swallowsAnswers = swallows;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every connection. */
    void cut() {
        pairs.forEach(Pair::close);
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that can't be closed", e);
        } finally {
            pass();
            cut();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                // Closed: the loop ends. Otherwise the client tries again.
                continue;
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        try {
            awaitPassage(client.getInetAddress());
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(pair, false));
            pump(pair, true);
        } catch (IOException | InterruptedException e) {
            pair.close();
        }
    }

    private void pump(Pair pair, boolean isAnswer) {
        Socket from = isAnswer ? pair.server() : pair.client();
        Socket to = isAnswer ? pair.client() : pair.server();
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                boolean passes = awaitPassage(pair.client().getInetAddress());
                if (passes || !isAnswer) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException | InterruptedException e) {
            // Either side is gone, or the proxy: so is the pair.
        } finally {
            pair.close();
            pairs.remove(pair);
        }
    }

    /** Waits while this client is held; false if answers go nowhere. */
    private boolean awaitPassage(InetAddress client) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (held.test(client)) {
                changed.await();
            }
            return !swallowsAnswers;
        } finally {
            lock.unlock();
        }
    }

    private record Pair(Socket client, Socket server) {

        void close() {
            try (client;
                    server) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException("a socket that can't be closed", e);
            }
        }

        /** Two connections are never the same one. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
