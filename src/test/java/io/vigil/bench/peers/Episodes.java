package io.vigil.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Alarms of the limit from beginning to end, as they were foreseen or as they were heard. */
final class Episodes {

    /**
     * One alarm.
     *
     * @param raised when; NaN while nothing was heard of it, like the others
     * @param value of the sample that raised it
     * @param ended when
     */
    record Episode(double raised, double value, double ended) {

        static final Episode UNKNOWN = new Episode(Double.NaN, Double.NaN, Double.NaN);

        private Episode and(Episode more) {
            return new Episode(
                    either(more.raised, raised),
                    either(more.value, value),
                    either(more.ended, ended));
        }

        private static double either(double newer, double older) {
            return Double.isNaN(newer) ? older : newer;
        }
    }

    private final Map<String, Episode> alarms = new ConcurrentHashMap<>();

    Map<String, Episode> all() {
        return Map.copyOf(alarms);
    }

    boolean hasEnded(String alarm) {
        return !Double.isNaN(alarms.getOrDefault(alarm, Episode.UNKNOWN).ended());
    }

    void take(Verdict verdict) {
        add(
                verdict.id(),
                verdict.isRaised()
                        ? new Episode(verdict.at(), verdict.value(), Double.NaN)
                        : new Episode(Double.NaN, Double.NaN, verdict.at()));
    }

    /** An alarm as Vigil's streams have it, or a peer's topic; other limits' are left out. */
    boolean take(JsonNode alarm) {
        if (!alarm.path("condition").asText().equals(Limit.NAME)) {
            return false;
        }
        add(
                alarm.path("id").asText(),
                new Episode(
                        alarm.path("raised").asDouble(Double.NaN),
                        alarm.path("value").asDouble(Double.NaN),
                        alarm.path("ended").asDouble(Double.NaN)));
        return true;
    }

    private void add(String id, Episode said) {
        alarms.merge(id, said, Episode::and);
    }
}
