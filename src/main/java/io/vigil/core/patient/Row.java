package io.vigil.core.patient;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * An immutable row of fixed length, indexed by a condition's place. A copy is one
 * array, which is what keeps a frame's new state small.
 */
public final class Row<T> {

    private final T[] cells;

    private Row(T[] cells) {
        this.cells = cells;
    }

    /** Takes the array over: the caller must not change it any more. */
    static <T> Row<T> owning(T[] cells) {
        return new Row<>(cells);
    }

    public static <T> Row<T> copyOf(T[] cells) {
        return new Row<>(cells.clone());
    }

    public T get(int place) {
        return cells[place];
    }

    public int size() {
        return cells.length;
    }

    public T[] toArray(IntFunction<T[]> array) {
        T[] copy = array.apply(cells.length);
        System.arraycopy(cells, 0, copy, 0, cells.length);
        return copy;
    }

    T[] mutableCopy() {
        return cells.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row<?> that && Arrays.equals(cells, that.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        return Arrays.toString(cells);
    }
}
