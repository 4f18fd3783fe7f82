package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.LinkedDevice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A device at work on its script, with the ledger that the server's word is held against. */
final class Bedside {

    private static final int OUTSTANDING_MAX = 48;

    private final Script script;
    private final LinkedDevice device;

    Bedside(Script script, LinkedDevice device) {
        this.script = script;
        this.device = device;
    }

    Script script() {
        return script;
    }

    long acked() {
        return device.acked();
    }

    boolean isThrough() {
        return device.offered() == script.frames().size();
    }

    LinkedDevice device() {
        return device;
    }

    /** Takes the next frame of the script, unless many wait for their ack already. */
    void step() {
        if (!isThrough() && device.offered() - device.acked() < OUTSTANDING_MAX) {
            Script.Frame next = script.frames().get((int) device.offered());
            device.observe(next.at(), next.values(), next.spot(), next.charted());
        }
    }

    /**
     * The history over REST is a beginning of the script that covers at least {@code acked}
     * frames: each value exactly as it was sent, none doubled, none missing in between.
     */
    void assertHistory(Rest rest, long acked) throws IOException, InterruptedException {
        JsonNode history = rest.get("/v1/patients/" + script.patient() + "/vitals?from=0&to="
                + (script.frames().getLast().at() + 1));
        for (Vital vital : Vital.values()) {
            List<String> got = new ArrayList<>();
            history.path(vital.code())
                    .forEach(pair ->
                            got.add(pair.get(0).asLong() + "=" + pair.get(1).asDouble()));
            String what = script.patient() + " " + vital.code() + ", acked " + acked;
            List<String> sent = sent(vital, script.frames().size());
            assertThat(got)
                    .as(what)
                    .hasSizeLessThanOrEqualTo(sent.size())
                    .isEqualTo(sent.subList(0, Math.min(got.size(), sent.size())));
            assertThat(got)
                    .as(what)
                    .hasSizeGreaterThanOrEqualTo(sent(vital, acked).size());
        }
    }

    private List<String> sent(Vital vital, long frames) {
        return script.frames().stream()
                .limit(frames)
                .filter(frame -> frame.values().has(vital))
                .map(frame -> frame.at() + "=" + frame.values().get(vital))
                .toList();
    }
}
