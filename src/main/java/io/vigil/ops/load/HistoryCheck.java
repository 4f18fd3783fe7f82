package io.vigil.ops.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.UntilServed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads back what the server recorded and holds it against what the devices were acked for: each
 * acked frame's heart rate must be there once, with its value. A server that is busy with the load
 * may not be able to tell at once.
 */
public final class HistoryCheck {

    /** More than a server takes to say that it can't. */
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(60);

    private final UntilServed attempts;
    private final LoadTarget target;
    private final LoadPlan plan;
    private final LoadShape shape;
    private final long startMs;
    private final JsonMapper json = new JsonMapper();
    private final LongAdder lost = new LongAdder();
    private final LongAdder doubled = new LongAdder();

    HistoryCheck(HttpClient http, LoadTarget target, LoadPlan plan, LoadShape shape, long startMs) {
        this.attempts = new UntilServed(http);
        this.target = target;
        this.plan = plan;
        this.shape = shape;
        this.startMs = startMs;
    }

    void check(List<SimulatedPatient> patients) throws LoadException, InterruptedException {
        Parallel.each(patients.size(), number -> check(patients.get(number)));
    }

    /** Frames whose ack the server doesn't stand by. */
    long lost() {
        return lost.sum();
    }

    long doubled() {
        return doubled.sum();
    }

    private void check(SimulatedPatient patient) throws IOException, InterruptedException {
        Difference difference = compare(history(patient.number()), acked(patient));
        lost.add(difference.lost());
        doubled.add(difference.doubled());
    }

    /** What a history lacks, and what it has more than once. */
    public record Difference(long lost, long doubled) {}

    /**
     * @param points [[time, value]…], as the server gives them
     * @param acked each acked value by its time
     */
    public static Difference compare(JsonNode points, Map<Long, Double> acked) {
        Map<Long, Double> recorded = new HashMap<>();
        long doubled = 0;
        for (JsonNode point : points) {
            if (recorded.put(point.get(0).asLong(), point.get(1).asDouble()) != null) {
                doubled++;
            }
        }
        long lost = acked.entrySet().stream()
                .filter(sent -> !sent.getValue().equals(recorded.get(sent.getKey())))
                .count();
        return new Difference(lost, doubled);
    }

    private Map<Long, Double> acked(SimulatedPatient patient) {
        Map<Long, Double> acked = new HashMap<>();
        long seq = 0;
        for (int frame = 0; frame < patient.frames() && seq < patient.acked(); frame++) {
            if (!patient.isWithheld(frame)) {
                seq++;
                long at = startMs + plan.dueMs(patient.number(), frame);
                acked.put(at, shape.value(Vital.HR, patient.number(), frame));
            }
        }
        return acked;
    }

    JsonNode history(int patient) throws IOException, InterruptedException {
        long end = startMs + plan.dueMs(0, plan.framesPerPatient() + 1);
        URI uri = target.http()
                .resolve("/v1/patients/"
                        + plan.patient(patient)
                        + "/vitals?vital=hr&from="
                        + startMs
                        + "&to="
                        + end);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_BOUND)
                .header("Authorization", "Bearer " + target.leadToken())
                .build();
        HttpResponse<String> answer = attempts.await(request);
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "can't read a history: HTTP " + answer.statusCode() + " " + answer.body());
        }
        return json.readTree(answer.body()).path("hr");
    }
}
