package io.vigil.ops.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.ops.load.LoadException;
import io.vigil.ops.load.Parallel;
import io.vigil.ops.replay.UntilServed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** What a patient's box and the centre say of the patient must be the same, word for word. */
final class SiteComparison {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Each says again when its own alarms come and go; the last of it may be on its way. */
    private static final int LOOKS = 10;

    private static final long LOOK_AGAIN_MS = 1000;

    private final UntilServed attempts;
    private final URI centre;
    private final String token;
    private final JsonMapper json = new JsonMapper();

    SiteComparison(HttpClient http, URI centre, String token) {
        this.attempts = new UntilServed(http);
        this.centre = centre;
        this.token = token;
    }

    /** The patients that differ, and in what. */
    List<String> of(List<DrillBed> beds) throws DrillException, InterruptedException {
        List<String> different = Collections.synchronizedList(new ArrayList<>());
        try {
            Parallel.each(beds.size(), number -> {
                String difference = difference(beds.get(number));
                if (!difference.isEmpty()) {
                    different.add(difference);
                }
            });
        } catch (LoadException e) {
            throw new DrillException("can't compare the sites: " + e.getMessage(), e);
        }
        different.sort(null);
        return different;
    }

    private String difference(DrillBed bed) throws IOException, InterruptedException {
        String path = "/v1/patients/" + bed.place().patient();
        String difference = "";
        for (int look = 0; look < LOOKS; look++) {
            JsonNode here = get(bed.server().resolve(path));
            JsonNode there = get(centre.resolve(path));
            difference = difference(here, there);
            if (difference.isEmpty()) {
                return "";
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
        return bed.place().patient() + ": " + difference;
    }

    private static String difference(JsonNode here, JsonNode there) {
        List<String> parts = new ArrayList<>();
        for (Iterator<String> names = here.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!here.path(name).equals(there.path(name))) {
                parts.add(
                        "%s: box %s, centre %s".formatted(name, here.path(name), there.path(name)));
            }
        }
        return String.join("; ", parts);
    }

    private JsonNode get(URI path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(path)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = attempts.await(request);
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "can't read " + path + ": HTTP " + answer.statusCode() + " " + answer.body());
        }
        return json.readTree(answer.body());
    }
}
