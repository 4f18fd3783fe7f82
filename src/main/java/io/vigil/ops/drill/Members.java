package io.vigil.ops.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.Nullable;
import io.vigil.ops.stack.Cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the nodes themselves say of their cluster, on their management ports. */
final class Members {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final JsonMapper json = new JsonMapper();
    private final Cluster cluster;

    Members(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whether every node runs, is ready, and sees every other up and within reach. */
    boolean areComplete() throws InterruptedException {
        for (int place = 0; place < cluster.names().size(); place++) {
            JsonNode view = view(place);
            if (view == null || !isComplete(view) || get(place, "/health/ready") == null) {
                return false;
            }
        }
        return true;
    }

    private boolean isComplete(JsonNode view) {
        int up = 0;
        for (JsonNode member : view.path("members")) {
            if (member.path("status").asText().equals("Up")) {
                up++;
            }
        }
        return up == cluster.names().size()
                && view.path("members").size() == up
                && view.path("unreachable").isEmpty();
    }

    /** The name of the node that all others call the oldest: coordinators run there. */
    String oldest() throws DrillException, InterruptedException {
        for (int place = 0; place < cluster.names().size(); place++) {
            JsonNode view = view(place);
            String oldest = view == null ? "" : view.path("oldest").asText();
            for (int node = 0; node < cluster.names().size(); node++) {
                if (oldest.endsWith("@" + cluster.addresses().get(node))) {
                    return cluster.names().get(node);
                }
            }
        }
        throw new DrillException("no node can say which one is the oldest: " + describe());
    }

    /** For a person, who wants to know what is wrong. */
    String describe() throws InterruptedException {
        List<String> said = new ArrayList<>();
        for (int place = 0; place < cluster.names().size(); place++) {
            JsonNode view = view(place);
            said.add(cluster.names().get(place)
                    + (view == null
                            ? " does not answer"
                            : " sees " + view.path("members").size() + " members, out of reach "
                                    + view.path("unreachable").size()));
        }
        return String.join("; ", said);
    }

    private @Nullable JsonNode view(int place) throws InterruptedException {
        return get(place, "/cluster/members");
    }

    /** Null unless the node answers with a 200. */
    private @Nullable JsonNode get(int place, String path) throws InterruptedException {
        URI uri = URI.create("http://" + cluster.management().get(place) + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == OK ? json.readTree(answer.body()) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
