package io.vigil.api;

import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

import java.util.List;

/**
 * The ward page, from the class path: files that are the same for everybody, so no token is asked.
 *
 * <p>The policy lets the page load from and talk to this server alone. It forbids inline scripts, so
 * text that came from outside can't become code, and framing, so that nobody dresses it up.
 */
public final class PageRoutes {

    public static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; media-src 'self'; font-src 'self'; base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'";

    private static final String FOLDER = "web";

    private static final List<HttpHeader> HEADERS = List.of(
            RawHeader.create("Content-Security-Policy", POLICY),
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
            // Asked for again each time (304 if unchanged): page and server must be of one version.
            RawHeader.create("Cache-Control", "no-cache"));

    private PageRoutes() {}

    /** Rejects what is no file of the page, so that other routes may follow. */
    public static Route create() {
        Route index = Directives.pathSingleSlash(
                () -> Directives.getFromResource(FOLDER + "/index.html"));
        Route files = Directives.getFromResourceDirectory(FOLDER);
        return Directives.respondWithHeaders(HEADERS, () -> Directives.concat(index, files));
    }
}
