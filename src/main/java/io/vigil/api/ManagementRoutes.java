package io.vigil.api;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.PathMatcher0;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.util.ByteString;

/**
 * Probes and metrics, on a port of their own: they ask for no token, so that port stays inside.
 *
 * <p>Live says only that the process answers: a store that is down is no reason to restart a server
 * whose alarms go on. Ready says whether it can do all of its work, and which part can't.
 */
public final class ManagementRoutes {

    /** The Prometheus text format, as its scrapers want it named. */
    private static final ContentType METRICS =
            ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final Health health;
    private final Metrics metrics;

    private ManagementRoutes(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    public static Route create(Health health, Metrics metrics) {
        ManagementRoutes routes = new ManagementRoutes(health, metrics);
        return ProblemHandlers.seal(get(() -> concat(
                path(segments("live"), () -> complete(live())),
                path(segments("ready"), () -> complete(routes.ready())),
                path("metrics", () -> complete(routes.metrics())))));
    }

    private static PathMatcher0 segments(String probe) {
        return PathMatchers.segment("health").slash(probe);
    }

    private static HttpResponse live() {
        return json(200, JsonNodeFactory.instance.objectNode().put("status", "up"));
    }

    private HttpResponse ready() {
        Health.Report report = health.report();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", status(report.ready()));
        ObjectNode components = body.putObject("components");
        report.components()
                .forEach((name, state) -> components
                        .putObject(name)
                        .put("status", state.status().word())
                        .put("detail", state.detail()));
        return json(report.ready() ? 200 : 503, body);
    }

    private HttpResponse metrics() {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(METRICS, ByteString.fromString(metrics.scrape())));
    }

    private static String status(boolean up) {
        return up ? "up" : "down";
    }

    private static HttpResponse json(int status, ObjectNode body) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body.toString()));
    }
}
