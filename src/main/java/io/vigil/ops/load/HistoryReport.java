package io.vigil.ops.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.core.vitals.Vital;

import java.util.Locale;

/**
 * How long a server took to tell a patient's hours.
 *
 * @param writingSeconds that it took the server to write the rows, one after the other
 * @param answerBytes of one answer
 * @param firstMs the first answer, whose code nobody had run before
 * @param again the answers after it
 */
public record HistoryReport(
        HistoryRun.Plan plan,
        double writingSeconds,
        int answerBytes,
        double firstMs,
        Latencies.Percentiles again) {

    public String json() {
        ObjectNode node = new JsonMapper().createObjectNode();
        node.put("hours", plan.hours())
                .put("rows", plan.frames())
                .put("values", (long) plan.frames() * Vital.COUNT)
                .put("points", plan.points())
                .put("writingSeconds", writingSeconds)
                .put("answerBytes", answerBytes)
                .put("firstMs", firstMs);
        LoadReport.put(node.putObject("againMs"), again);
        return node.toPrettyString();
    }

    /** For a person, in lines. */
    public String table() {
        return String.format(
                Locale.ROOT,
                """
                %d h of nine vitals and oxygen, a row a second: %d rows, %d values, in %d points
                  written in     %.0f s
                  answer         %d bytes
                  first call     %.0f ms
                  %d calls more  p50 %.0f ms, p99 %.0f ms, max %.0f ms\
                """,
                plan.hours(),
                plan.frames(),
                (long) plan.frames() * Vital.COUNT,
                plan.points(),
                writingSeconds,
                answerBytes,
                firstMs,
                again.count(),
                again.p50(),
                again.p99(),
                again.max());
    }
}
