package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Devices on one connection of the device stream, as docs/PROTOCOL.md describes it.
 *
 * <p>The link connects by itself, and again after every loss; what the server has not acked is sent
 * again then. One virtual thread owns the connection: it connects, says hello for each device and
 * sends what the {@link Outbox}es let go, one message at a time.
 */
public final class DeviceLink implements AutoCloseable {

    /** Over an hour at one frame a second: as long as a bedside monitor may have to wait. */
    public static final int FRAMES_KEPT = 4096;

    private static final String PATH = "/v1/stream/devices";

    /** Each is tried when the one before is gone. */
    private final List<URI> servers;

    private final String token;
    private final Format format;
    private final LinkListener listener;
    private final int framesKept;
    private final Silence silence;
    private final WireCodec codec;
    private final HttpClient http;
    private final Runnable release;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** What the link's own thread waits for: something to send, or the end. */
    private final Condition due = lock.newCondition();

    private final Roster roster;
    private boolean closed;
    private int failures;
    private @Nullable String lost;
    private int server;
    private @Nullable LinkConnection connection;

    /** Counts connections, so that the last words of an old one don't touch the new one. */
    private int session;

    private DeviceLink(
            HttpClient http,
            Runnable release,
            List<URI> servers,
            String token,
            Format format,
            LinkListener listener,
            int framesKept) {
        this.http = http;
        this.release = release;
        this.servers = servers.stream().map(DeviceLink::streamUri).toList();
        this.token = token;
        this.format = format;
        this.listener = listener;
        this.framesKept = framesKept;
        this.silence = servers.size() > 1 ? Silence.WITH_A_CHOICE : Silence.ALONE;
        this.codec = new WireCodec(format);
        this.roster = new Roster(codec);
    }

    /**
     * Begins to connect.
     *
     * @param server the server's address: {@code http://host:port}, or https, ws, wss
     * @param token a device token for all ids of this link
     */
    public static DeviceLink connect(
            URI server, String token, Format format, LinkListener listener) {
        return connect(server, token, format, listener, FRAMES_KEPT);
    }

    /**
     * @param framesKept how many unacked frames it keeps for each device
     */
    public static DeviceLink connect(
            URI server, String token, Format format, LinkListener listener, int framesKept) {
        HttpClient http = client();
        return new DeviceLink(
                        http,
                        http::shutdownNow,
                        List.of(server),
                        token,
                        format,
                        listener,
                        framesKept)
                .started();
    }

    /**
     * One of many links that share a client; whoever made the client closes it after them.
     *
     * @param servers nodes of one cluster: the link begins with the first, and goes on to the next
     *     when its server is gone or says nothing any more
     */
    public static DeviceLink share(
            HttpClient http,
            List<URI> servers,
            String token,
            Format format,
            LinkListener listener,
            int framesKept) {
        return new DeviceLink(http, () -> {}, servers, token, format, listener, framesKept)
                .started();
    }

    /**
     * A client for links that share one, and for whatever else is asked of their server. What comes
     * is heard on its one thread, which no listener may hold up.
     */
    public static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LinkConnection.CONNECT_TIMEOUT)
                .executor(Runnable::run)
                .build();
    }

    private DeviceLink started() {
        Thread.ofVirtual().name("device-link").start(this::run);
        return this;
    }

    static URI streamUri(URI server) {
        String scheme = switch (String.valueOf(server.getScheme())) {
            case "http", "ws" -> "ws";
            case "https", "wss" -> "wss";
            default -> throw new IllegalArgumentException("no http address: " + server);
        };
        return URI.create(scheme + "://" + server.getRawAuthority() + PATH);
    }

    /**
     * Adds a device; its hello goes out at once.
     *
     * @param epoch higher than ever before whenever the device's numbering starts again
     */
    public LinkedDevice device(DeviceId id, long epoch) {
        LinkedDevice device = new LinkedDevice(this, id, new Outbox(epoch, framesKept));
        return change(() -> {
            roster.add(device);
            return device;
        });
    }

    /** Ends the link. What is unacked is not sent any more: await it first. */
    @Override
    public void close() {
        change(() -> {
            closed = true;
            roster.closed();
            return closed;
        });
    }

    /** Loses the connection, as when its cable is pulled; the link then connects again. */
    public void cut() {
        change(() -> {
            if (connection != null) {
                connection.abort();
                lost = "cut";
            }
            return lost;
        });
    }

    /** From now on frames go out twice and late as it says; null ends that. */
    public void disorder(@Nullable Disorder disorder) {
        change(() -> {
            roster.disorder(disorder);
            return disorder;
        });
    }

    OptionalLong offer(LinkedDevice device, Frame frame) {
        return change(() -> roster.offer(device, frame));
    }

    void leave(LinkedDevice device) {
        change(() -> {
            roster.leave(device);
            return device;
        });
    }

    <T> T read(Supplier<T> reading) {
        lock.lock();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }

    boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T change(Supplier<T> changing) {
        lock.lock();
        try {
            T result = changing.get();
            changed.signalAll();
            if (closed || lost != null || roster.isDue()) {
                due.signalAll();
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        String reason = "closed";
        try {
            while (!read(() -> closed)) {
                session();
                pause();
            }
        } catch (LinkConnection.Refused e) {
            reason = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            reason = "interrupted";
        } finally {
            close();
            release.run();
            listener.ended(reason);
        }
    }

    /** One connection, from its opening to its loss. */
    private void session() throws InterruptedException, LinkConnection.Refused {
        Events events = new Events(begin());
        String reason;
        try {
            reason = session(LinkConnection.open(http, uri(), token, format, events));
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        change(() -> {
            server = (server + 1) % servers.size();
            return server;
        });
        listener.disconnected(reason);
    }

    private URI uri() {
        return read(() -> servers.get(server));
    }

    private int begin() {
        return change(() -> {
            lost = null;
            session++;
            return session;
        });
    }

    private String session(LinkConnection opened) throws InterruptedException, IOException {
        change(() -> {
            connection = opened;
            roster.connected();
            return opened;
        });
        listener.connected();
        try {
            return stream(opened);
        } finally {
            change(() -> {
                connection = null;
                roster.disconnected();
                return opened;
            });
            opened.end();
        }
    }

    /** Sends until the connection is lost or the link is closed; returns the reason. */
    private String stream(LinkConnection opened) throws InterruptedException, IOException {
        while (true) {
            byte[] message = awaitMessage();
            String reason = over();
            if (reason != null) {
                return reason;
            }
            if (message != null) {
                opened.send(message);
            }
            opened.pingIfQuiet(silence);
        }
    }

    private @Nullable String over() {
        lock.lock();
        try {
            return closed ? "closed" : lost;
        } finally {
            lock.unlock();
        }
    }

    /** The next message; null when there is none for a while, or the connection is over. */
    private byte @Nullable [] awaitMessage() throws InterruptedException {
        long nanos = silence.beforePing().toNanos();
        lock.lockInterruptibly();
        try {
            while (lost == null && !closed && nanos > 0) {
                byte[] message = roster.take(System.currentTimeMillis());
                if (message != null) {
                    return message;
                }
                nanos = due.awaitNanos(nanos);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        int inARow = read(() -> ++failures);
        long waitMs = Backoff.delayMs(inARow, ThreadLocalRandom.current().nextDouble());
        await(() -> closed, Duration.ofMillis(waitMs));
    }

    /** What the connection of one session hears. */
    private final class Events implements LinkConnection.Events {

        private final int mine;

        Events(int mine) {
            this.mine = mine;
        }

        @Override
        public void lost(String reason) {
            change(() -> {
                if (mine == session && lost == null) {
                    lost = reason;
                }
                return mine;
            });
        }

        @Override
        public void received(byte[] bytes) {
            try {
                received(codec.decode(bytes));
            } catch (IOException | IllegalArgumentException e) {
                listener.error(null, "not understood: " + e.getMessage());
            }
        }

        private void received(ServerMessage message) {
            Roster.Complaint complaint = change(() -> apply(message));
            message.tell(listener);
            if (complaint != null) {
                listener.error(complaint.device(), complaint.reason());
            }
        }

        private Roster.@Nullable Complaint apply(ServerMessage message) {
            if (mine != session) {
                return null;
            }
            if (message instanceof ServerMessage.Ready) {
                failures = 0;
            }
            return roster.apply(message);
        }
    }
}
