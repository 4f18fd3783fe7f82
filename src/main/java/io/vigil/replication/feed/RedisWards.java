package io.vigil.replication.feed;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;
import io.vigil.replication.Reason;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardSink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The wards of this server in Redis: each ward's open alarms as a hash, its changes on a channel.
 *
 * <p>A ward is kept here as it is to be shown, not as a list of commands, so that one thread can make
 * Redis show it whatever Redis has been through: after a lost connection, and now and then in any
 * case, all of a ward takes the place of what is there. A hash ends by itself unless it is written
 * again: a ward whose server has died leaves nothing that looks like an open alarm for long.
 */
public final class RedisWards implements WardSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisWards.class);

    /** How soon a connection that has died in silence is noticed. */
    private static final long LOOK_MS = 1000;

    private static final long REFRESH_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long PAUSE_MS = 500;
    private static final long END_MS = 2000;

    private final Supplier<RedisLink> connect;
    private final Metrics metrics;
    private final Function<WardAlarm, String> encoder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<WardId, RedisMirror> mirrors = new HashMap<>();
    private final Thread writer;
    private volatile @Nullable String trouble = "not connected yet";
    private volatile boolean isClosing;

    private RedisWards(
            Supplier<RedisLink> connect, Function<WardAlarm, String> encoder, Metrics metrics) {
        this.connect = connect;
        this.encoder = encoder;
        this.metrics = metrics;
        this.writer = Thread.ofVirtual().name("redis-wards").unstarted(this::run);
    }

    /**
     * Starts without waiting for Redis.
     *
     * @param encoder an alarm as JSON
     */
    public static RedisWards start(
            RedisAddress address, Function<WardAlarm, String> encoder, Metrics metrics) {
        RedisWards wards = new RedisWards(() -> RedisLink.open(address), encoder, metrics);
        wards.writer.start();
        return wards;
    }

    @Override
    public void whole(WardId ward, String feed, long number, List<WardAlarm> open) {
        change(ward, feed, mirror -> mirror.gathered(number, open));
    }

    @Override
    public void changed(WardId ward, String feed, long number, WardAlarm alarm) {
        change(ward, feed, mirror -> mirror.changed(number, alarm));
    }

    /** What is in Redis stays: the ward may be running elsewhere, and write there already. */
    @Override
    public void ended(WardId ward, String feed) {
        lock.lock();
        try {
            RedisMirror mirror = mirrors.get(ward);
            if (mirror != null && mirror.feed().equals(feed)) {
                mirrors.remove(ward);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Never down: nothing that Vigil answers for needs Redis. */
    public ComponentHealth health() {
        String said = trouble;
        return said == null
                ? ComponentHealth.up("writing")
                : ComponentHealth.degraded(
                        said + "; alarms go on, the wards are written again by themselves");
    }

    @Override
    public void close() {
        isClosing = true;
        writer.interrupt();
        try {
            writer.join(END_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Update {
        void of(RedisMirror mirror);
    }

    private void change(WardId ward, String feed, Update update) {
        lock.lock();
        try {
            RedisMirror mirror = mirrors.get(ward);
            if (mirror == null || !mirror.feed().equals(feed)) {
                mirror = new RedisMirror(ward, feed);
                mirrors.put(ward, mirror);
            }
            update.of(mirror);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!isClosing) {
                try (RedisLink link = connect.get()) {
                    lostAll();
                    say(null);
                    write(link);
                } catch (RuntimeException e) {
                    metrics.redisFailed();
                    say(Reason.of(e));
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(RedisLink link) throws InterruptedException {
        while (!isClosing) {
            List<RedisMirror.Work> work = next();
            for (RedisMirror.Work each : work) {
                link.write(each, encoder);
            }
            if (work.isEmpty()) {
                link.ping();
            }
        }
    }

    /** What is to be written; nothing if nothing was for a while. */
    private List<RedisMirror.Work> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(LOOK_MS);
            List<RedisMirror.Work> work = take();
            while (work.isEmpty() && left > 0) {
                left = news.awaitNanos(left);
                work = take();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    private List<RedisMirror.Work> take() {
        long now = System.nanoTime();
        List<RedisMirror.Work> work = new ArrayList<>();
        for (RedisMirror mirror : mirrors.values()) {
            mirror.refresh(now, REFRESH_NANOS);
            if (mirror.hasWork()) {
                work.add(mirror.take(now));
            }
        }
        return work;
    }

    /** What was taken and not written, and what Redis held, is made good from the mirrors. */
    private void lostAll() {
        lock.lock();
        try {
            mirrors.values().forEach(RedisMirror::lost);
        } finally {
            lock.unlock();
        }
    }

    private void say(@Nullable String next) {
        String before = trouble;
        trouble = next;
        if (next == null) {
            LOG.info("Redis takes the wards' alarms");
        } else if (!next.equals(before) && !isClosing) {
            LOG.warn("Redis does not take the wards' alarms: {}", next);
        }
    }
}
