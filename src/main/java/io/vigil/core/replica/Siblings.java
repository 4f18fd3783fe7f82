package io.vigil.core.replica;

import io.vigil.core.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A register that keeps every value that no later one has seen. One value is the rule; several are
 * what sites wrote without knowing of each other, at most one of each. Immutable, in the order of
 * the dots, so that it doesn't tell in which order they came.
 */
public record Siblings<T>(List<Sibling<T>> all) {

    private static final Siblings<?> NONE = new Siblings<>(List.of());

    /** A value, and the envelope that wrote it. */
    public record Sibling<T>(Dot dot, HybridTime at, T value) {}

    @SuppressWarnings("unchecked")
    public static <T> Siblings<T> none() {
        return (Siblings<T>) NONE;
    }

    /** Takes the place of every value that its writer has seen. */
    Siblings<T> written(Envelope by, Versions context, T value) {
        Sibling<T> written = new Sibling<>(by.dot(), by.at(), value);
        if (all.isEmpty() || all.size() == 1 && context.covers(all.getFirst().dot())) {
            return new Siblings<>(List.of(written));
        }
        List<Sibling<T>> next = unseen(context);
        next.add(written);
        next.sort(Comparator.comparing(Sibling::dot));
        return new Siblings<>(List.copyOf(next));
    }

    /** Without those that have been seen. */
    Siblings<T> without(Versions context) {
        List<Sibling<T>> next = unseen(context);
        return next.size() == all.size() ? this : new Siblings<>(List.copyOf(next));
    }

    private List<Sibling<T>> unseen(Versions context) {
        List<Sibling<T>> unseen = new ArrayList<>(all.size() + 1);
        for (Sibling<T> sibling : all) {
            if (!context.covers(sibling.dot())) {
                unseen.add(sibling);
            }
        }
        return unseen;
    }

    /** The last by hybrid time, then by site; null if there is none. */
    public @Nullable T latest() {
        Sibling<T> latest = lastWritten();
        return latest == null ? null : latest.value();
    }

    @Nullable
    Sibling<T> lastWritten() {
        Sibling<T> latest = null;
        for (Sibling<T> each : all) {
            // In the order of sites: of two alike the later one.
            if (latest == null || each.at().compareTo(latest.at()) >= 0) {
                latest = each;
            }
        }
        return latest;
    }

    /** The values that differ, in the order of their writers. */
    public List<T> values() {
        return all.stream().map(Sibling::value).distinct().toList();
    }

    /** Sites have written different values without knowing of each other. */
    public boolean isInDoubt() {
        return all.size() > 1 && values().size() > 1;
    }
}
