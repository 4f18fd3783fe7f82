package io.vigil.ops.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.BedClient;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.LinkedDevice;
import io.vigil.ops.replay.ReplayException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Gives a server the last hours of a patient, a frame a second of ten values, and times how long it
 * takes to tell them in steps.
 *
 * <p>Each frame waits for the ack of the one before. So the journal has a row for each, as in a
 * quiet ward, and what is old enough to be packed is packed.
 */
public final class HistoryRun implements AutoCloseable {

    /** One row a frame: the next comes when the one before is recorded. */
    private static final int FRAMES_KEPT = 1;

    private static final Duration ANSWER_BOUND = Duration.ofSeconds(60);

    /** The server packs a tenth of the time at most, and looks every second. */
    private static final Duration PACKED = Duration.ofSeconds(5);

    private static final long SECOND_MS = 1000;
    private static final int SECONDS_PER_HOUR = 3600;

    private final Plan plan;
    private final LoadPlan bed;
    private final LoadShape shape;
    private final LoadTarget target;
    private final Consumer<String> progress;
    private final HttpClient http = DeviceLink.client();

    /**
     * What to ask for.
     *
     * @param points steps of time that the hours are put together in
     * @param calls times to ask, after the first
     */
    public record Plan(int hours, int points, int calls) {

        private static final int HOURS_MAX = 7 * 24;
        private static final int POINTS_MAX = 100_000;
        private static final int CALLS_MAX = 10_000;

        /** @throws IllegalArgumentException in words for whoever typed the options */
        public Plan {
            LoadPlan.require(hours, 1, HOURS_MAX, "--hours");
            LoadPlan.require(points, 1, POINTS_MAX, "--points");
            LoadPlan.require(calls, 1, CALLS_MAX, "--calls");
        }

        int frames() {
            return hours * SECONDS_PER_HOUR;
        }

        long stepMs() {
            return frames() * SECOND_MS / points;
        }
    }

    /** @param progress told in a line how it goes */
    public HistoryRun(Plan plan, LoadTarget target, Consumer<String> progress) {
        this.plan = plan;
        this.target = target;
        this.progress = progress;
        this.bed = new LoadPlan(
                1, 1, 1, LoadPlan.VITALS_MAX, Format.CBOR, 0, plan.frames(), SECONDS_PER_HOUR, 0);
        this.shape = new LoadShape(bed);
    }

    /** @throws LoadException if the server doesn't take the frames, or tells other values */
    public HistoryReport run() throws LoadException, IOException, InterruptedException {
        long startMs = (System.currentTimeMillis() / SECOND_MS - plan.frames()) * SECOND_MS;
        double writingSeconds = write(startMs);
        Thread.sleep(PACKED);
        progress.accept("asking " + (plan.calls() + 1) + " times");
        HttpRequest question = question(startMs);
        long begin = System.nanoTime();
        byte[] answer = ask(question);
        long firstNanos = System.nanoTime() - begin;
        check(answer);
        Latencies again = new Latencies();
        for (int call = 0; call < plan.calls(); call++) {
            long asked = System.nanoTime();
            ask(question);
            again.record(System.nanoTime() - asked);
        }
        return new HistoryReport(
                plan, writingSeconds, answer.length, firstNanos / 1e6, again.percentiles());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** @return how many seconds it took */
    private double write(long startMs) throws LoadException, InterruptedException {
        admit();
        long begin = System.nanoTime();
        try (DeviceLink link = DeviceLink.connect(
                target.http(),
                target.deviceToken(),
                bed.format(),
                LinkListener.SILENT,
                FRAMES_KEPT)) {
            LinkedDevice device = link.device(bed.device(0), startMs);
            if (!device.awaitStreaming(ANSWER_BOUND)) {
                throw new LoadException("the device was not let in");
            }
            for (int frame = 0; frame < plan.frames(); frame++) {
                if (frame % SECONDS_PER_HOUR == 0) {
                    progress.accept(frame + " of " + plan.frames() + " rows");
                }
                long at = startMs + bed.dueMs(0, frame);
                device.observe(at, shape.values(0, frame), 0, shape.charted());
                if (!device.awaitAcked(ANSWER_BOUND)) {
                    throw new LoadException("frame " + frame + " was not acked");
                }
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void admit() throws LoadException, InterruptedException {
        BedClient beds = new BedClient(http, target.http(), target.leadToken());
        try {
            beds.admit(bed.patient(0), "Load 0", bed.ward(0), bed.bed(0), Profile.ADULT);
            beds.assign(bed.patient(0), bed.device(0));
        } catch (ReplayException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }

    private HttpRequest question(long startMs) {
        URI uri = target.http()
                .resolve("/v1/patients/"
                        + bed.patient(0)
                        + "/vitals?from="
                        + startMs
                        + "&to="
                        + (startMs + plan.frames() * SECOND_MS)
                        + "&step="
                        + plan.stepMs());
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + target.leadToken())
                .timeout(ANSWER_BOUND)
                .build();
    }

    private byte[] ask(HttpRequest question)
            throws LoadException, IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(question, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new LoadException("can't read the history: HTTP " + answer.statusCode());
        }
        return answer.body();
    }

    private void check(byte[] answer) throws LoadException, IOException {
        JsonNode series = new JsonMapper().readTree(answer);
        for (Vital vital : Vital.values()) {
            long told = 0;
            for (JsonNode bucket : series.path(vital.code())) {
                told += bucket.path(4).asLong();
            }
            if (told != plan.frames()) {
                throw new LoadException("of " + plan.frames() + " values of " + vital.code()
                        + " the server told " + told);
            }
        }
    }
}
