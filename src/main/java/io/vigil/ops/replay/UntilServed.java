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
import java.util.function.IntFunction;

/**
 * Sends a request again while the answer is 503: a server that has just started may still be
 * reading, and that is no refusal. Nor is no answer in time, which is asked for a few times only. The
 * request must be one that may come twice. Each attempt is scheduled, so no thread waits between
 * them; any other answer, and the last attempt's, is the answer.
 */
public final class UntilServed {

    static final int UNAVAILABLE = 503;

    /** A minute or so of {@link Backoff}: a server with a long journal needs as long to read it. */
    static final int ATTEMPTS_MAX = 20;

    /** Each of them may take the whole time that a request has. */
    static final int TIMEOUTS_MAX = 3;

    private final HttpClient http;
    private final IntFunction<Executor> later;

    public UntilServed(HttpClient http) {
        this(http, UntilServed::backedOff);
    }

    /** @param later what runs the next attempt after so many failures in a row, from 1 */
    UntilServed(HttpClient http, IntFunction<Executor> later) {
        this.http = http;
        this.later = later;
    }

    private static Executor backedOff(int failures) {
        long delayMs = Backoff.delayMs(failures, ThreadLocalRandom.current().nextDouble());
        return CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS);
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
                        again(request, number, served);
                    } else if (failure != null) {
                        served.completeExceptionally(failure);
                    } else if (answer.statusCode() == UNAVAILABLE && number < ATTEMPTS_MAX) {
                        again(request, number, served);
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

    private void again(
            HttpRequest request, int failures, CompletableFuture<HttpResponse<String>> served) {
        later.apply(failures).execute(() -> {
            if (!served.isDone()) {
                attempt(request, failures + 1, served);
            }
        });
    }
}
