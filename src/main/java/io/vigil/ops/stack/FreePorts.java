package io.vigil.ops.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Free ports of loopback, each given once by this process. */
public final class FreePorts {

    /**
     * Below those that the system gives to outgoing connections: a client that knocks while the
     * server is down must not be handed the server's own port.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    static int given(int port) throws StackException {
        return port == 0 ? free() : port;
    }

    public static int free() throws StackException {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int attempt = 0; attempt < LAST - FIRST; attempt++) {
            int port = random.nextInt(FIRST, LAST);
            if (isFree(port) && TAKEN.add(port)) {
                return port;
            }
        }
        throw new StackException("no free port from " + FIRST + " to " + LAST);
    }

    /** A port whose neighbour above is free too. */
    static int freePair() throws StackException {
        for (int attempt = 0; attempt < LAST - FIRST; attempt++) {
            int port = free();
            if (isFree(port + 1) && TAKEN.add(port + 1)) {
                return port;
            }
        }
        throw new StackException("no two free ports from " + FIRST + " to " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
