package io.vigil.ops.replay;

import io.vigil.core.DeviceId;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Plays recordings against a running server as the devices of its beds, over and over, until it is
 * closed. Frames carry the time at which they are sent.
 *
 * <p>A device that may keep no more unacked frames (a server away for an hour) waits where it is in
 * its recording: nothing is skipped.
 */
public final class Replay implements AutoCloseable {

    /** Numbering starts again with each replay: its epoch is the time since this, in ms. */
    private static final Instant EPOCH_ZERO = Instant.parse("2025-01-01T00:00:00Z");

    /** After a machine's sleep it plays on from where it was, not all that was missed at once. */
    private static final long LATE_MS_MAX = 1_000;

    private static final Duration RETRY_WHEN_FULL = Duration.ofMillis(250);
    private static final String DEVICE_SUFFIX = ".monitor";

    /**
     * Where to play, and as whom.
     *
     * @param server {@code http://host:port}
     * @param leadToken admits the patients and assigns the devices
     * @param deviceToken for all the recordings' devices
     */
    public record Target(URI server, String leadToken, String deviceToken, Format format) {}

    /** One bed's recording and device. */
    private static final class Part {
        private final Playback playback;
        private final LinkedDevice device;
        private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
        private long delayedMs;

        Part(Playback playback, LinkedDevice device) {
            this.playback = playback;
            this.device = device;
        }

        long dueMs() {
            return playback.dueMs() + delayedMs;
        }

        /** Sends the row that is due, or as much of it as is taken. */
        void send(long now) {
            if (waiting.isEmpty()) {
                waiting.addAll(playback.frames(now));
            }
            while (!waiting.isEmpty() && device.offer(waiting.peek()).isPresent()) {
                waiting.remove();
            }
            if (waiting.isEmpty()) {
                playback.advance();
            } else {
                delayedMs += RETRY_WHEN_FULL.toMillis();
            }
        }
    }

    private final DeviceLink link;
    private final List<Part> parts;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread player;

    private Replay(DeviceLink link, List<Part> parts) {
        this.link = link;
        this.parts = parts;
        this.player = Thread.ofVirtual().name("replay").unstarted(this::play);
    }

    /** The device that plays the recording. */
    public static DeviceId device(Recording recording) {
        return new DeviceId(recording.id() + DEVICE_SUFFIX);
    }

    /**
     * Admits the patients, assigns the devices and begins to play.
     *
     * @param speed 1 plays each recording at its own speed
     * @throws ReplayException if the server can't be reached or refuses
     */
    public static Replay start(
            Target target, List<Recording> recordings, double speed, LinkListener listener)
            throws ReplayException, InterruptedException {
        requireOneEach(recordings);
        try (HttpClient http = DeviceLink.client()) {
            BedClient beds = new BedClient(http, target.server(), target.leadToken());
            for (Recording recording : recordings) {
                beds.admit(
                        recording.id(),
                        recording.name(),
                        recording.ward(),
                        recording.bed(),
                        recording.profile());
                beds.assign(recording.id(), device(recording));
            }
        }
        DeviceLink link = DeviceLink.connect(
                target.server(), target.deviceToken(), target.format(), listener);
        long epoch = Duration.between(EPOCH_ZERO, Instant.now()).toMillis();
        List<Part> parts = new ArrayList<>();
        for (Recording recording : recordings) {
            LinkedDevice device = link.device(device(recording), epoch);
            parts.add(new Part(new Playback(recording, speed), device));
        }
        Replay replay = new Replay(link, List.copyOf(parts));
        replay.player.start();
        return replay;
    }

    private static void requireOneEach(List<Recording> recordings) throws ReplayException {
        Set<DeviceId> seen = new HashSet<>();
        for (Recording recording : recordings) {
            if (!seen.add(device(recording))) {
                throw new ReplayException("two recordings have the id " + recording.id());
            }
        }
    }

    /** Stops playing and waits, at most this long, until what was sent is durable. */
    public boolean finish(Duration timeout) throws InterruptedException {
        stop.countDown();
        player.join();
        long end = System.nanoTime() + timeout.toNanos();
        boolean allAcked = true;
        for (Part part : parts) {
            Duration rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            allAcked &= part.device.awaitAcked(rest);
        }
        close();
        return allAcked;
    }

    /** Stops at once; what is unacked then is not sent any more. */
    @Override
    public void close() {
        stop.countDown();
        link.close();
    }

    /** Waits until no device plays any more: closed, or each one superseded or failed. */
    public void await() throws InterruptedException {
        player.join();
    }

    private void play() {
        PriorityQueue<Part> queue = new PriorityQueue<>(Comparator.comparingLong(Part::dueMs));
        queue.addAll(parts);
        long beginNanos = System.nanoTime();
        try {
            while (!queue.isEmpty()) {
                Part part = queue.remove();
                if (stop.await(part.dueMs() - sinceMs(beginNanos), TimeUnit.MILLISECONDS)) {
                    return;
                }
                long lateMs = sinceMs(beginNanos) - part.dueMs();
                if (lateMs > LATE_MS_MAX) {
                    part.delayedMs += lateMs;
                }
                part.send(System.currentTimeMillis());
                if (!part.device.isDone()) {
                    queue.add(part);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long sinceMs(long beginNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
    }
}
