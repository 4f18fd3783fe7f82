package io.vigil.api.rest;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.Chart;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The bodies of the calls, as the commands that they ask for. */
final class Requests {

    private static final List<String> LIMIT_FIELDS =
            List.of("bound", "priority", "delay", "hysteresis", "enabled");

    private Requests() {}

    /** Who is to be admitted, and how. */
    record Admission(PatientId patient, Admit command) {}

    static Admission admission(Body body, String by, long now) {
        PatientId patient = new PatientId(body.id("id"));
        Admit admit = new Admit(
                now,
                by,
                body.text("name"),
                new WardId(body.id("ward")),
                new BedId(body.id("bed")),
                body.named("profile", Profile::byCode, Profile.ADULT),
                body.whole("spo2Scale", 1));
        return new Admission(patient, admit);
    }

    static Transfer transfer(Body body, String by, long now) {
        return new Transfer(now, by, new WardId(body.id("ward")), new BedId(body.id("bed")));
    }

    static Priority priority(Body body) {
        if (body.optional("priority") == null) {
            body.refuse("priority", "is missing: send the priority that was seen");
        }
        return body.named("priority", Priority::byCode, Priority.LOW);
    }

    static Chart chart(Body body, String by, long now) {
        return new Chart(now, by, body.time("at"), values(body), charted(body));
    }

    private static Values values(Body body) {
        Values values = Values.NONE;
        JsonNode given = body.nested("values");
        if (given == null) {
            return values;
        }
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            Vital vital = Vital.byCode(field.getKey());
            if (vital == null) {
                body.refuse(field.getKey(), "is no vital sign that Vigil knows");
            } else if (!field.getValue().isNumber()) {
                body.refuse(field.getKey(), "must be a number");
            } else {
                values = values.with(vital, field.getValue().doubleValue());
            }
        }
        return values;
    }

    private static Charted charted(Body body) {
        JsonNode given = body.nested("charted");
        if (given == null) {
            return Charted.NONE;
        }
        JsonNode level = given.get("consciousness");
        JsonNode oxygen = given.get("oxygen");
        Consciousness consciousness =
                level != null && level.isTextual() ? Consciousness.byCode(level.textValue()) : null;
        if (isGiven(level) && consciousness == null) {
            body.refuse("charted.consciousness", "must be A, C, V, P or U");
        }
        if (isGiven(oxygen) && !oxygen.isBoolean()) {
            body.refuse("charted.oxygen", "must be true or false");
        }
        return new Charted(consciousness, isGiven(oxygen) ? (Boolean) oxygen.booleanValue() : null);
    }

    private static boolean isGiven(@Nullable JsonNode node) {
        return node != null && !node.isNull();
    }

    static List<LimitChange> limits(Body body) {
        List<LimitChange> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : body.object().properties()) {
            if (field.getValue().isObject()) {
                changes.add(limit(body, field.getKey(), field.getValue()));
            } else {
                body.refuse(field.getKey(), "must be an object of " + LIMIT_FIELDS);
            }
        }
        return changes;
    }

    private static LimitChange limit(Body body, String condition, JsonNode given) {
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            if (!LIMIT_FIELDS.contains(field.getKey())) {
                body.refuse(condition + "." + field.getKey(), "can't be set");
            }
        }
        return new LimitChange(
                condition,
                number(body, condition, given, "bound"),
                priority(body, condition, given.get("priority")),
                milliseconds(body, condition, given.get("delay")),
                number(body, condition, given, "hysteresis"),
                bool(body, condition, given.get("enabled")));
    }

    private static @Nullable Double number(
            Body body, String condition, JsonNode given, String field) {
        JsonNode node = given.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isNumber()) {
            body.refuse(condition + "." + field, "must be a number");
            return null;
        }
        return node.doubleValue();
    }

    private static @Nullable Priority priority(
            Body body, String condition, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        Priority priority = node.isTextual() ? Priority.byCode(node.textValue()) : null;
        if (priority == null) {
            body.refuse(condition + ".priority", "must be low, medium or high");
        }
        return priority;
    }

    private static @Nullable Long milliseconds(
            Body body, String condition, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            body.refuse(condition + ".delay", "must be whole milliseconds");
            return null;
        }
        return node.longValue();
    }

    private static @Nullable Boolean bool(Body body, String condition, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isBoolean()) {
            body.refuse(condition + ".enabled", "must be true or false");
            return null;
        }
        return node.booleanValue();
    }
}
