package io.vigil.ops.replay;

import io.vigil.core.Ids;
import io.vigil.core.Nullable;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of a recording, by its line of column names. */
final class RowParser {

    private static final String SPOT = "spot.";

    private final List<Column> columns;

    private RowParser(List<Column> columns) {
        this.columns = columns;
    }

    private sealed interface Column {
        record Measured(Vital vital, boolean spot) implements Column {}

        record Conscious() implements Column {}

        record Oxygen() implements Column {}

        record Technical() implements Column {}
    }

    /** What the fields of one row have said so far. */
    private static final class Draft {
        private Values values = Values.NONE;
        private int spot;
        private @Nullable Consciousness consciousness;
        private @Nullable Boolean oxygen;
        private Set<String> technical = Set.of();
    }

    static RowParser of(String header) {
        String[] names = header.split(",", -1);
        if (!names[0].equals("t_ms")) {
            throw new IllegalArgumentException("the first column must be 't_ms'");
        }
        List<Column> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : List.of(names).subList(1, names.length)) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("column '" + name + "' twice");
            }
            columns.add(column(name));
        }
        return new RowParser(List.copyOf(columns));
    }

    private static Column column(String name) {
        if (name.equals("consciousness")) {
            return new Column.Conscious();
        }
        if (name.equals("oxygen")) {
            return new Column.Oxygen();
        }
        if (name.equals("technical")) {
            return new Column.Technical();
        }
        boolean spot = name.startsWith(SPOT);
        Vital vital = Vital.byCode(spot ? name.substring(SPOT.length()) : name);
        if (vital == null) {
            throw new IllegalArgumentException("unknown column '" + name + "'");
        }
        return new Column.Measured(vital, spot);
    }

    Recording.Row row(String text) {
        String[] fields = text.split(",", -1);
        if (fields.length != columns.size() + 1) {
            throw new IllegalArgumentException(
                    fields.length + " fields where the header names " + (columns.size() + 1));
        }
        long timeMs = time(fields[0]);
        Draft draft = new Draft();
        for (int i = 1; i < fields.length; i++) {
            if (!fields[i].isEmpty()) {
                take(draft, columns.get(i - 1), fields[i]);
            }
        }
        return new Recording.Row(
                timeMs,
                draft.values,
                draft.spot,
                new Charted(draft.consciousness, draft.oxygen),
                draft.technical);
    }

    private static long time(String field) {
        long timeMs = number(field, Long::parseLong);
        if (timeMs < 0) {
            throw new IllegalArgumentException("t_ms " + timeMs + " is negative");
        }
        return timeMs;
    }

    private static void take(Draft draft, Column column, String field) {
        switch (column) {
            case Column.Measured measured -> measure(draft, measured, field);
            case Column.Conscious conscious -> draft.consciousness = consciousness(field);
            case Column.Oxygen oxygen -> draft.oxygen = yesOrNo(field);
            case Column.Technical technical -> draft.technical = conditions(field);
        }
    }

    private static void measure(Draft draft, Column.Measured column, String field) {
        Vital vital = column.vital();
        double value = number(field, Double::parseDouble);
        if (!vital.isPlausible(value)) {
            throw new IllegalArgumentException(vital.code() + " " + field + " is not plausible");
        }
        if (draft.values.has(vital)) {
            throw new IllegalArgumentException(vital.code() + " both streamed and measured once");
        }
        draft.values = draft.values.with(vital, value);
        draft.spot |= column.spot() ? vital.bit() : 0;
    }

    private static <T> T number(String field, java.util.function.Function<String, T> parse) {
        try {
            return parse.apply(field);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + field + "' is no number", e);
        }
    }

    private static Consciousness consciousness(String field) {
        Consciousness level = Consciousness.byCode(field);
        if (level == null) {
            throw new IllegalArgumentException("'" + field + "' is none of A C V P U");
        }
        return level;
    }

    private static boolean yesOrNo(String field) {
        return switch (field) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("'" + field + "' is neither true nor false");
        };
    }

    private static Set<String> conditions(String field) {
        Set<String> names = Set.of(field.split("\\|"));
        for (String name : names) {
            if (!Ids.isValid(name)) {
                throw new IllegalArgumentException("'" + name + "' is no name of a condition");
            }
        }
        return names;
    }
}
