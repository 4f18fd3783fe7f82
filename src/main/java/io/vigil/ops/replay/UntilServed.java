package io.vigil.ops.replay;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends a request again while the answer is 503: a server that has just started may still be
 * reading, or its store too slow, and that is no refusal. Nor is no answer in time, which is asked for
 * a few times only. The request must be one that may come twice. Each attempt is scheduled, so no
 * thread waits between them, and not before the server wants it; any other answer, and the last
 * attempt's, is the answer.
 */
public final class UntilServed {

    static final int UNAVAILABLE = 503;

    /** A minute or so of {@link Backoff}: a server with a long journal needs as long to read it. */
    static final int ATTEMPTS_MAX = 20;

    /** Each of them may take the whole time that a request has. */
    static final int TIMEOUTS_MAX = 3;

    /** Whoever asks for more waits no longer. */
    static final long RETRY_AFTER_SECONDS_MAX = 60;

    /** What runs the next attempt. */
    @FunctionalInterface
    interface Later {
        /**
         * @param failures in a row, from 1
         * @param leastMs what the server wants it to wait
         */
        Executor after(int failures, long leastMs);
    }

    private final HttpClient http;
    private final Later later;

    public UntilServed(HttpClient http) {
        this(http, UntilServed::backedOff);
    }

    UntilServed(HttpClient http, Later later) {
        this.http = http;
        this.later = later;
    }

    private static Executor backedOff(int failures, long leastMs) {
        long delayMs = Backoff.delayMs(failures, ThreadLocalRandom.current().nextDouble());
        return CompletableFuture.delayedExecutor(Math.max(delayMs, leastMs), TimeUnit.MILLISECONDS);
    }

    /** The answer; whoever cancels it ends the attempts. */
    CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> served = new CompletableFuture<>();
        attempt(request, 1, served);
        return served;
    }

    /**
     * Waits for the answer.
     *
     * @throws IOException if there is none, in words for a person
     */
    public HttpResponse<String> await(HttpRequest request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> served = send(request);
        try {
            return served.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "no answer from " + server(request.uri()) + ": " + LinkConnection.reason(e), e);
        } finally {
            served.cancel(true);
        }
    }

    private static String server(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private void attempt(
            HttpRequest request, int number, CompletableFuture<HttpResponse<String>> served) {
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failure) -> {
                    if (isTimeout(failure) && number < TIMEOUTS_MAX) {
                        again(request, number, 0, served);
                    } else if (failure != null) {
                        served.completeExceptionally(failure);
                    } else if (answer.statusCode() == UNAVAILABLE && number < ATTEMPTS_MAX) {
                        again(request, number, retryAfterMs(answer), served);
                    } else {
                        served.complete(answer);
                    }
                });
    }

    private static boolean isTimeout(@Nullable Throwable failure) {
        return failure instanceof HttpTimeoutException
                || failure instanceof CompletionException
                        && failure.getCause() instanceof HttpTimeoutException;
    }

    /** A date, which the header may be too, is left to the backoff. */
    private static long retryAfterMs(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Math.min(Long.parseLong(text), RETRY_AFTER_SECONDS_MAX) * 1000)
                .orElse(0L);
    }

    private void again(
            HttpRequest request,
            int failures,
            long leastMs,
            CompletableFuture<HttpResponse<String>> served) {
        later.after(failures, leastMs).execute(() -> {
            if (!served.isDone()) {
                attempt(request, failures + 1, served);
            }
        });
    }
}
