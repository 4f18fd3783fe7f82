package io.vigil.ops.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.alarm.Kind;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.load.AlarmLedger;
import io.vigil.ops.load.HistoryCheck;
import io.vigil.ops.load.LoadException;
import io.vigil.ops.load.Parallel;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.UntilServed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the histories back over REST and holds them against what the devices know: each acked sample
 * is there exactly once, and so is each alarm that had to come, and no other.
 */
final class HistoryAudit {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final UntilServed attempts;
    private final Function<DrillBed, URI> servers;
    private final String token;
    private final AlarmLedger alarms;
    private final JsonMapper json = new JsonMapper();
    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());
    private final List<String> doubled = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> recorded = Collections.synchronizedSet(new HashSet<>());
    private final List<String> alarmsDoubled = Collections.synchronizedList(new ArrayList<>());

    /** @param servers which one is asked for the history of a bed's patient */
    HistoryAudit(
            HttpClient http, Function<DrillBed, URI> servers, String token, AlarmLedger alarms) {
        this.attempts = new UntilServed(http);
        this.servers = servers;
        this.token = token;
        this.alarms = alarms;
    }

    void check(List<DrillBed> beds) throws LoadException, InterruptedException {
        Parallel.each(beds.size(), number -> check(beds.get(number)));
    }

    /** Samples that were acked and are not there, as {@code patient vital: how many}. */
    List<String> lost() {
        return lost;
    }

    /** Samples that are there more than once. */
    List<String> doubled() {
        return doubled;
    }

    /** What another site's histories lack, or have too often; only what both record is recorded. */
    void add(HistoryAudit other) {
        lost.addAll(other.lost);
        doubled.addAll(other.doubled);
        recorded.retainAll(Set.copyOf(other.recorded));
        alarmsDoubled.addAll(other.alarmsDoubled);
    }

    boolean isRecorded(String alarm) {
        return recorded.contains(alarm);
    }

    /** Alarms that no frame explains, or that are there more than once. */
    List<String> alarmsDoubled() {
        return alarmsDoubled;
    }

    private void check(DrillBed bed) throws IOException, InterruptedException {
        List<Sent> sent = bed.sent();
        if (sent.isEmpty()) {
            return;
        }
        String span = "from=" + sent.getFirst().frame().at() + "&to="
                + (sent.getLast().frame().at() + 1);
        URI path = servers.apply(bed).resolve("/v1/patients/" + bed.place().patient() + "/");
        JsonNode vitals = get(path.resolve("vitals?" + span));
        for (Vital vital : Vital.values()) {
            compare(
                    bed.place().patient() + " " + vital.code(),
                    vitals.path(vital.code()),
                    acked(sent, vital));
        }
        checkAlarms(
                get(path.resolve("alarms?from=0&to=" + (sent.getLast().frame().at() + 1))));
    }

    private void compare(String what, JsonNode points, Map<Long, Double> acked) {
        HistoryCheck.Difference difference = HistoryCheck.compare(points, acked);
        for (long one = 0; one < difference.lost(); one++) {
            lost.add(what);
        }
        for (long one = 0; one < difference.doubled(); one++) {
            doubled.add(what);
        }
    }

    private static Map<Long, Double> acked(List<Sent> sent, Vital vital) {
        Map<Long, Double> acked = new HashMap<>();
        for (Sent one : sent) {
            Values values = one.frame() instanceof Frame.Observation observation && one.isAcked()
                    ? observation.values()
                    : Values.NONE;
            if (values.has(vital)) {
                acked.put(one.frame().at(), values.get(vital));
            }
        }
        return acked;
    }

    private void checkAlarms(JsonNode history) {
        for (JsonNode one : history) {
            String alarm = one.at("/alarm/id").asText();
            boolean isPatients = one.at("/alarm/kind").asText().equals(Kind.PHYSIOLOGICAL.code());
            if (isPatients && (!recorded.add(alarm) || !alarms.isExpected(alarm))) {
                alarmsDoubled.add(alarm);
            }
        }
    }

    /** What was shown to be recorded is read only when all is served again. */
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
