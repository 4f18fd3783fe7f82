package io.vigil.ops.load;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Kills a server under its load, starts it again and times its way back: until it is ready, until
 * every patient's journal has been read, and until every device has had an ack.
 *
 * <p>An ack counts if its frame was due after the kill: what the dead process has still sent may be
 * on its way.
 */
final class Recovery {

    private static final Duration BOUND = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final String AWAKE = "vigil_patients ";
    private static final long NOT_YET = Long.MAX_VALUE;

    private final HttpClient http;
    private final LoadTarget target;
    private final int patients;
    private final Consumer<String> progress;
    private final Set<Integer> back = ConcurrentHashMap.newKeySet();
    private volatile long killedNanos = NOT_YET;
    private volatile long allBackNanos = NOT_YET;

    Recovery(HttpClient http, LoadTarget target, int patients, Consumer<String> progress) {
        this.http = http;
        this.target = target;
        this.patients = patients;
        this.progress = progress;
    }

    /** Seconds from the start of the new process. */
    record Times(double ready, double awake, double acked) {}

    Times run() throws LoadException, InterruptedException {
        Killable server = target.killable();
        URI management = target.management();
        if (server == null || management == null) {
            throw new LoadException("only a server of its own can be killed");
        }
        progress.accept("kill -9 of the server");
        server.kill();
        long begin = System.nanoTime();
        killedNanos = begin;
        server.startAgain();
        double ready = await("ready", begin, () -> isReady(management));
        double awake = await("awake", begin, () -> awake(management) >= patients);
        await("acked", begin, () -> allBackNanos != NOT_YET);
        return new Times(ready, awake, (allBackNanos - begin) / 1e9);
    }

    /** A device's frame that was due then is acked. */
    void acked(int patient, long dueNanos, long nowNanos) {
        if (dueNanos >= killedNanos && back.add(patient) && back.size() == patients) {
            allBackNanos = nowNanos;
        }
    }

    @FunctionalInterface
    private interface Sight {
        boolean isThere() throws InterruptedException;
    }

    private double await(String what, long begin, Sight sight)
            throws LoadException, InterruptedException {
        while (!sight.isThere()) {
            if (System.nanoTime() - begin > BOUND.toNanos()) {
                throw new LoadException("after the kill the server was not all " + what + " within "
                        + BOUND.toSeconds() + " s: " + back.size() + " of " + patients
                        + " devices have had an ack");
            }
            Thread.sleep(LOOK_AGAIN);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        progress.accept("%s after %.1f s".formatted(what, seconds));
        return seconds;
    }

    private boolean isReady(URI management) throws InterruptedException {
        HttpResponse<String> answer = get(management.resolve("/health/ready"));
        return answer != null && answer.statusCode() == OK;
    }

    private double awake(URI management) throws InterruptedException {
        HttpResponse<String> answer = get(management.resolve("/metrics"));
        return answer == null
                ? 0
                : answer.body()
                        .lines()
                        .filter(line -> line.startsWith(AWAKE))
                        .mapToDouble(line -> Double.parseDouble(line.substring(AWAKE.length())))
                        .findFirst()
                        .orElse(0);
    }

    private @Nullable HttpResponse<String> get(URI uri) throws InterruptedException {
        try {
            return http.send(
                    HttpRequest.newBuilder(uri).timeout(ANSWER_BOUND).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        }
    }
}
