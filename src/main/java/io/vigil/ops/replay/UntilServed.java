package io.vigil.ops.replay;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Sends a request again while the answer is 503: a server that has just started may still be
 * reading, and that is no refusal. Each attempt is scheduled, so no thread waits between them; any
 * other answer, and the last attempt's, is the answer.
 */
final class UntilServed {

    static final int UNAVAILABLE = 503;

    /** A minute or so of {@link Backoff}: a server with a long journal needs as long to read it. */
    static final int ATTEMPTS_MAX = 20;

    private final HttpClient http;
    private final IntFunction<Executor> later;

    UntilServed(HttpClient http) {
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

    private void attempt(
            HttpRequest request, int number, CompletableFuture<HttpResponse<String>> served) {
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        served.completeExceptionally(failure);
                    } else if (answer.statusCode() == UNAVAILABLE && number < ATTEMPTS_MAX) {
                        again(request, number, served);
                    } else {
                        served.complete(answer);
                    }
                });
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
