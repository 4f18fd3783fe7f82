package io.vigil.api;

import io.vigil.security.Access;
import io.vigil.security.Principal;
import io.vigil.security.TokenVerifier;
import io.vigil.security.Verification.Rejected;
import io.vigil.security.Verification.Verified;

import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets a request through to its route only with a good token, and only to what its principal may.
 *
 * <p>The token comes in {@code Authorization: Bearer}, or, on a WebSocket only, in an offered
 * subprotocol {@code bearer.<token>} for browsers, which can't set headers there. A request with
 * more than one token is refused: which one counts must never depend on who reads it.
 */
public final class Bearer {

    static final String SUBPROTOCOL_PREFIX = "bearer.";

    private static final String SCHEME = "Bearer ";
    private static final String REALM = "Bearer realm=\"vigil\"";

    private final TokenVerifier verifier;

    /**
     * Who sent the request.
     *
     * @param until when the token ends: a stream must be closed then
     */
    public record Identity(Principal principal, Instant until) {}

    /** What the request says of its sender. */
    sealed interface Authentication {

        record Known(Identity identity) implements Authentication {}

        /**
         * Nobody we know.
         *
         * @param challenge the value of WWW-Authenticate
         */
        record Unknown(String detail, String challenge) implements Authentication {

            HttpResponse toResponse() {
                return Problem.of(401, detail)
                        .toResponse()
                        .addHeader(RawHeader.create("WWW-Authenticate", challenge));
            }
        }
    }

    public Bearer(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** The inner route for whoever has a good token, a 401 that says why for the rest. */
    public Route authenticated(Function<Identity, Route> inner) {
        return Directives.extractRequest(request -> switch (authenticate(request)) {
            case Authentication.Known known -> inner.apply(known.identity());
            case Authentication.Unknown unknown -> Directives.complete(unknown.toResponse());
        });
    }

    /** The inner route if the access is granted, else a 403 that says why. */
    public static Route permitted(Access access, Supplier<Route> inner) {
        return switch (access) {
            case Access.Granted _ -> inner.get();
            case Access.Denied denied ->
                Directives.complete(Problem.forbidden(denied.reason()).toResponse());
        };
    }

    Authentication authenticate(HttpRequest request) {
        List<String> credentials = authorizations(request);
        List<String> tokens = new ArrayList<>(subprotocolTokens(request));
        for (String credential : credentials) {
            if (!credential.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                return invalidRequest("the Authorization header must be 'Bearer <token>'");
            }
            tokens.add(credential.substring(SCHEME.length()).trim());
        }
        return switch (tokens.size()) {
            case 0 ->
                new Authentication.Unknown(
                        "a token is needed: send 'Authorization: Bearer <token>'", REALM);
            case 1 -> verify(tokens.getFirst());
            default -> invalidRequest("the request carries more than one token");
        };
    }

    private Authentication verify(String token) {
        return switch (verifier.verify(token)) {
            case Verified verified ->
                new Authentication.Known(new Identity(verified.principal(), verified.until()));
            case Rejected rejected ->
                new Authentication.Unknown(
                        rejected.reason(), challenge("invalid_token", rejected.reason()));
        };
    }

    private static Authentication invalidRequest(String detail) {
        return new Authentication.Unknown(detail, challenge("invalid_request", detail));
    }

    /** RFC 6750: a quoted description is printable ASCII without quotes and backslashes. */
    private static String challenge(String error, String description) {
        String quotable = description.replaceAll("[^ !#-\\[\\]-~]", "'");
        return REALM + ", error=\"" + error + "\", error_description=\"" + quotable + "\"";
    }

    private static List<String> authorizations(HttpRequest request) {
        List<String> values = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("authorization")) {
                values.add(header.value());
            }
        }
        return values;
    }

    private static List<String> subprotocolTokens(HttpRequest request) {
        List<String> tokens = new ArrayList<>();
        request.getAttribute(AttributeKeys.webSocketUpgrade).ifPresent(upgrade -> {
            for (String offered : upgrade.getRequestedProtocols()) {
                if (offered.startsWith(SUBPROTOCOL_PREFIX)) {
                    tokens.add(offered.substring(SUBPROTOCOL_PREFIX.length()));
                }
            }
        });
        return tokens;
    }
}
