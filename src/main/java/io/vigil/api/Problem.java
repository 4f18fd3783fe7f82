package io.vigil.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.core.Refused;

import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

import java.util.List;

/**
 * An answer that says what went wrong, as RFC 9457 {@code application/problem+json}.
 *
 * <p>The type is always {@code about:blank}: the status says what kind of problem it is, the
 * detail what exactly. Where single fields were refused, {@code problems} names each.
 *
 * @param detail one sentence for the person who reads it
 * @param problems the fields refused, each with its reason; may be empty
 */
public record Problem(int status, String detail, List<Refused> problems) {

    public static final ContentType CONTENT_TYPE = ContentTypes.create(
            MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8));

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int UNAVAILABLE = 503;

    /** In seconds: a store that is away is tried again each second, and so is what waits for it. */
    private static final HttpHeader RETRY_AFTER = RetryAfter.create(1L);

    public Problem {
        problems = List.copyOf(problems);
    }

    public static Problem of(int status, String detail) {
        return new Problem(status, detail, List.of());
    }

    /** The request can't be understood. */
    public static Problem badRequest(String detail) {
        return of(400, detail);
    }

    public static Problem forbidden(String detail) {
        return of(403, detail);
    }

    public static Problem notFound(String detail) {
        return of(404, detail);
    }

    /** What is asked contradicts what is. */
    public static Problem conflict(String detail) {
        return of(409, detail);
    }

    /** The version named in If-Match is no longer the newest. */
    public static Problem stale(String detail) {
        return of(412, detail);
    }

    /** The request is understood but its content is refused. */
    public static Problem unprocessable(String detail, List<Refused> problems) {
        return new Problem(422, detail, problems);
    }

    /** A write that needs If-Match came without. */
    public static Problem versionRequired(String detail) {
        return of(428, detail);
    }

    /** A failure of ours; the log knows more than the client should. */
    public static Problem internal() {
        return of(500, "the server failed to answer; its log says why");
    }

    /** Not now: the store is down or a bound is reached. */
    public static Problem unavailable(String detail) {
        return of(UNAVAILABLE, detail);
    }

    /** The status' own phrase, as RFC 9457 asks for with {@code about:blank}. */
    public String title() {
        return StatusCodes.get(status).reason();
    }

    public HttpResponse toResponse() {
        HttpResponse response = HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(CONTENT_TYPE, toJson()));
        return status == UNAVAILABLE ? response.addHeader(RETRY_AFTER) : response;
    }

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title())
                .put("status", status)
                .put("detail", detail);
        if (!problems.isEmpty()) {
            ArrayNode fields = json.putArray("problems");
            for (Refused refused : problems) {
                fields.addObject().put("field", refused.field()).put("reason", refused.reason());
            }
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can't be written", e);
        }
    }
}
