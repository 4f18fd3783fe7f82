package io.vigil.api;

import io.vigil.journal.JournalUnavailableException;

import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MalformedRequestContentRejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalRequestException;
import org.apache.pekko.pattern.AskTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a problem+json of whatever a route itself didn't answer: rejections and failures. */
public final class ProblemHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

    private static final Problem TOO_LARGE = Problem.of(413, "the body is too large");

    private static final String TRY_AGAIN =
            "try again in a few seconds, and if it stays so, tell whoever runs the server";

    private static final Problem LATE = Problem.unavailable("no answer in time; " + TRY_AGAIN);

    private static final Problem UNREADABLE =
            Problem.unavailable("the store can't be read now; " + TRY_AGAIN);

    private ProblemHandlers() {}

    /** The route with these handlers inside: it answers every request, errors as problems. */
    public static Route seal(Route route) {
        return Directives.withRequestTimeoutResponse(
                ProblemHandlers::late, () -> route.seal(rejections(), failures()));
    }

    /** In the place of Pekko's answer, which is no problem document. */
    private static HttpResponse late(HttpRequest request) {
        LOG.warn(
                "no answer in time to {} {}",
                request.method().value(),
                request.getUri().asScala().path());
        return LATE.toResponse();
    }

    /** The routing's own words and headers (Allow, for one), as a problem. */
    public static RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handle(
                        MalformedRequestContentRejection.class,
                        malformed -> answer(malformedBody(malformed)))
                .build()
                .withFallback(RejectionHandler.defaultHandler())
                .mapRejectionResponse(ProblemHandlers::asProblem);
    }

    public static ExceptionHandler failures() {
        return ExceptionHandler.newBuilder()
                .match(
                        IllegalRequestException.class,
                        e -> answer(Problem.of(e.status().intValue(), e.info().summary())))
                .match(EntityStreamSizeException.class, _ -> answer(TOO_LARGE))
                .match(AskTimeoutException.class, e -> notNow(LATE, e))
                .match(JournalUnavailableException.class, e -> notNow(UNREADABLE, e))
                .matchAny(e -> {
                    LOG.error("a request failed", e);
                    return answer(Problem.internal());
                })
                .build();
    }

    private static Route notNow(Problem problem, Throwable why) {
        LOG.warn("a request can't be answered now", why);
        return answer(problem);
    }

    static Route answer(Problem problem) {
        return Directives.complete(problem.toResponse());
    }

    private static Problem malformedBody(MalformedRequestContentRejection malformed) {
        if (malformed.getCause() instanceof EntityStreamSizeException) {
            return TOO_LARGE;
        }
        return Problem.badRequest("the body can't be understood: " + malformed.message());
    }

    private static HttpResponse asProblem(HttpResponse response) {
        if (response.entity().getContentType().equals(Problem.CONTENT_TYPE)) {
            return response;
        }
        int status = response.status().intValue();
        String detail = response.entity() instanceof HttpEntity.Strict strict
                ? strict.getData().utf8String()
                : response.status().reason();
        return Problem.of(status, detail).toResponse().addHeaders(response.getHeaders());
    }
}
