package io.vigil.ops.drill;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.ops.stack.Edges;
import io.vigil.ops.stack.StackException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The boxes of a drill, each with wards of its own. */
final class EdgeSites implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final String UNSENT = "vigil_link_unsent";

    private final Edges edges;
    private final List<List<WardId>> wards;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param wards of each box */
    EdgeSites(Edges edges, List<List<WardId>> wards) {
        this.edges = edges;
        this.wards = wards;
    }

    List<String> names() {
        return edges.names();
    }

    @Nullable
    ProcessHandle process(String name) {
        return edges.process(name);
    }

    void restart(String name) throws StackException, InterruptedException {
        edges.restart(name);
    }

    /** @throws IllegalStateException if a ward has no box */
    List<DrillSite.Home> homes(List<WardId> asked) {
        List<DrillSite.Home> homes = new ArrayList<>();
        for (int edge = 0; edge < wards.size(); edge++) {
            List<WardId> here = asked.stream().filter(wards.get(edge)::contains).toList();
            homes.add(new DrillSite.Home(
                    List.of(URI.create("http://" + edges.http().get(edge))), here));
        }
        return homes;
    }

    /** Rows that this server's sites are not known to have; -1 if it doesn't say. */
    long unsent(List<String> management) throws InterruptedException {
        long unsent = 0;
        for (String server : management) {
            long here = unsent(server);
            if (here < 0) {
                return -1;
            }
            unsent += here;
        }
        return unsent;
    }

    List<String> management() {
        return edges.management();
    }

    private long unsent(String server) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + server + "/metrics"))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK
                    ? answer.body()
                            .lines()
                            .filter(line -> line.startsWith(UNSENT))
                            .mapToLong(EdgeSites::value)
                            .sum()
                    : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private static long value(String line) {
        return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Override
    public void close() {
        http.shutdownNow();
        for (String name : edges.names()) {
            ProcessHandle process = edges.process(name);
            if (process != null) {
                process.destroyForcibly();
            }
        }
        edges.close();
    }
}
