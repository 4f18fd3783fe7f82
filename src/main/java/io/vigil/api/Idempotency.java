package io.vigil.api;

import io.vigil.api.IdempotencyStore.Claim;
import io.vigil.api.IdempotencyStore.Claim.First;
import io.vigil.api.IdempotencyStore.Write;
import io.vigil.core.Bounds;
import io.vigil.security.Principal;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Complete;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.server.RouteResult;
import org.apache.pekko.http.javadsl.server.RouteResults;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} header around a write: the same key and body again gives the same
 * answer, without writing again.
 *
 * <p>Only answers of writes that took place (2xx) are kept. A refused write changed nothing, so
 * to run it again is safe and tells how things are now. The store is memory: past a restart a
 * repeat runs again, and is harmless because every write of the protocol sets a state (a patient
 * in a bed, an acknowledged alarm) rather than adding to one.
 */
public final class Idempotency {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,128}");

    /** A body of 64 KiB takes no longer, or its sender is gone. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

    private final IdempotencyStore<HttpResponse> store;
    private final InstantSource clock;

    public Idempotency(InstantSource clock) {
        this(new IdempotencyStore<>(IdempotencyStore.Limits.DEFAULT), clock);
    }

    Idempotency(IdempotencyStore<HttpResponse> store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Runs the write once a key; without the header every time. */
    public Route once(Principal principal, Supplier<Route> write) {
        return Directives.extractRequest(request -> {
            List<String> keys = keys(request);
            return switch (keys.size()) {
                case 0 -> write.get();
                case 1 -> onceUnder(keys.getFirst(), principal, write);
                default ->
                    ProblemHandlers.answer(Problem.badRequest("more than one Idempotency-Key"));
            };
        });
    }

    private Route onceUnder(String key, Principal principal, Supplier<Route> write) {
        if (!KEY.matcher(key).matches()) {
            return ProblemHandlers.answer(
                    Problem.badRequest("an Idempotency-Key is 1 to 128 visible ASCII characters"));
        }
        return Directives.withSizeLimit(
                Bounds.MESSAGE_BYTES_MAX,
                () -> Directives.toStrictEntity(
                        BODY_TIMEOUT, () -> claimedUnder(key, principal, write)));
    }

    private Route claimedUnder(String key, Principal principal, Supplier<Route> write) {
        return Directives.extractRequest(request -> {
            Write named = write(principal, request, key);
            return claimed(store.claim(named, bodyHash(request), clock.millis()), write);
        });
    }

    private Route claimed(Claim<HttpResponse> claim, Supplier<Route> write) {
        return switch (claim) {
            case First<HttpResponse> first -> run(first, write);
            case Claim.Repeat<HttpResponse> repeat ->
                Directives.completeWithFuture(repeat.answer().toCompletableFuture());
            case Claim.Mismatch<HttpResponse> _ ->
                ProblemHandlers.answer(Problem.unprocessable(
                        "this Idempotency-Key was used with another body", List.of()));
            case Claim.Full<HttpResponse> _ ->
                ProblemHandlers.answer(Problem.unavailable("too many writes at once; try again"));
        };
    }

    /** The write is built and sealed inside, so that a claim is always answered for. */
    private Route run(First<HttpResponse> first, Supplier<Route> write) {
        return Directives.extractActorSystem(system -> Directives.mapRouteResultFuture(
                outcome -> outcome.thenCompose(r -> settle(first, r, system)),
                () -> ProblemHandlers.seal(Directives.extractRequest(_ -> write.get()))));
    }

    private CompletionStage<RouteResult> settle(
            First<HttpResponse> first, RouteResult result, ActorSystem system) {
        if (!(result instanceof Complete complete)) {
            store.dropped(first, Problem.internal().toResponse());
            return CompletableFuture.completedFuture(result);
        }
        return strict(complete.getResponse(), system)
                .exceptionally(_ -> Problem.internal().toResponse())
                .thenApply(answer -> {
                    report(first, answer);
                    return RouteResults.complete(answer);
                });
    }

    /** Kept answers are sent more than once: a streamed one could not be. */
    private static CompletionStage<HttpResponse> strict(HttpResponse response, ActorSystem system) {
        return response.entity()
                .toStrict(BODY_TIMEOUT.toMillis(), system)
                .thenApply(response::withEntity);
    }

    private void report(First<HttpResponse> first, HttpResponse answer) {
        if (answer.status().isSuccess()) {
            store.done(first, answer, clock.millis());
        } else {
            store.dropped(first, answer);
        }
    }

    private static Write write(Principal principal, HttpRequest request, String key) {
        String call = request.method().name() + " " + request.getUri().getPathString();
        return new Write(principal.subject(), call, key);
    }

    private static List<String> keys(HttpRequest request) {
        List<String> keys = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("idempotency-key")) {
                keys.add(header.value());
            }
        }
        return keys;
    }

    private static byte[] bodyHash(HttpRequest request) {
        byte[] body = request.entity() instanceof HttpEntity.Strict strict
                ? strict.getData().toArray()
                : new byte[0];
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
