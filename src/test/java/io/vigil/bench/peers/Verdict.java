package io.vigil.bench.peers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.core.AlarmId;
import io.vigil.core.PatientId;

import java.nio.charset.StandardCharsets;

/**
 * What a peer says of an alarm: that it is there, or that it is over. As JSON it has the names that
 * Vigil's alarms have.
 *
 * @param at when it was raised, or ended
 * @param value of the sample that did it
 */
public record Verdict(
        String patient, String condition, long onset, boolean isRaised, long at, double value) {

    private static final JsonMapper JSON = new JsonMapper();

    String id() {
        return AlarmId.of(new PatientId(patient), condition, onset).value();
    }

    byte[] bytes() {
        ObjectNode node = JSON.createObjectNode()
                .put("id", id())
                .put("patient", patient)
                .put("condition", condition)
                .put("onset", onset);
        if (isRaised) {
            node.put("raised", at).put("value", value);
        } else {
            node.put("ended", at);
        }
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
