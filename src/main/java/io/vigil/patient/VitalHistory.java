package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.ChartedByHand;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Picks the values of some vitals in some time out of a patient's events. Times in ms. */
final class VitalHistory {

    private VitalHistory() {}

    /** Which values are asked for; both ends of the time are included. */
    record Wanted(Set<Vital> vitals, long from, long to) {}

    /** Takes one value. */
    @FunctionalInterface
    private interface Taker {
        void take(Vital vital, long at, double value);
    }

    /**
     * The frames already taken. Where a node was cut off and another went on for it, or a device was
     * at two sites, both may have written a frame, each in a row of its own: it happened once.
     */
    private static final class Taken {

        private record Numbering(DeviceId device, long epoch) {}

        private final Map<Numbering, Runs> runs = new HashMap<>();

        boolean isNew(Observed frame) {
            Numbering numbering = new Numbering(frame.device(), frame.epoch());
            return runs.computeIfAbsent(numbering, key -> new Runs()).add(frame.seq());
        }
    }

    /** Numbers, as runs without a gap: from the first of each to its last. */
    private static final class Runs {

        private final TreeMap<Long, Long> lasts = new TreeMap<>();

        /** True if the number is new. */
        boolean add(long number) {
            Map.Entry<Long, Long> before = lasts.floorEntry(number);
            if (before != null && number <= before.getValue()) {
                return false;
            }
            boolean goesOn = before != null && before.getValue() == number - 1;
            Long joined = lasts.remove(number + 1);
            lasts.put(goesOn ? before.getKey() : number, joined == null ? number : joined);
            return true;
        }
    }

    /** Every value. */
    static final class Points {

        private final Wanted wanted;
        private final Taken taken = new Taken();
        private final Map<Vital, List<PatientHistory.Point>> points = new EnumMap<>(Vital.class);
        private int size;

        Points(Wanted wanted) {
            this.wanted = wanted;
        }

        /** @throws PatientHistory.TooMuch past the number of values that are given at once */
        Points add(Batch batch) {
            pick(wanted, batch.events(), taken, this::take);
            if (size > PatientHistory.POINTS_MAX) {
                throw new PatientHistory.TooMuch("more than "
                        + PatientHistory.POINTS_MAX
                        + " values: ask for a shorter time, or with a step");
            }
            return this;
        }

        /** Sorted by time: late frames stand where they belong. */
        Map<Vital, List<PatientHistory.Point>> sorted() {
            points.values().forEach(list -> list.sort(Comparator.comparingLong(p -> p.at())));
            return points;
        }

        private void take(Vital vital, long at, double value) {
            size++;
            points.computeIfAbsent(vital, key -> new ArrayList<>())
                    .add(new PatientHistory.Point(at, value));
        }
    }

    /** The values of each step of time together. */
    static final class Buckets {

        private final Wanted wanted;
        private final long stepMs;
        private final Taken taken = new Taken();
        private final Map<Vital, TreeMap<Long, PatientHistory.Bucket>> buckets =
                new EnumMap<>(Vital.class);
        private int size;

        Buckets(Wanted wanted, long stepMs) {
            this.wanted = wanted;
            this.stepMs = stepMs;
        }

        /** @throws PatientHistory.TooMuch past the number of steps that are given at once */
        Buckets add(Batch batch) {
            pick(wanted, batch.events(), taken, this::take);
            if (size > PatientHistory.POINTS_MAX) {
                throw new PatientHistory.TooMuch(
                        "more than " + PatientHistory.POINTS_MAX + " steps: ask for a longer step");
            }
            return this;
        }

        Map<Vital, List<PatientHistory.Bucket>> sorted() {
            Map<Vital, List<PatientHistory.Bucket>> sorted = new EnumMap<>(Vital.class);
            buckets.forEach((vital, steps) -> sorted.put(vital, List.copyOf(steps.values())));
            return sorted;
        }

        private void take(Vital vital, long at, double value) {
            long start = Math.floorDiv(at, stepMs) * stepMs;
            TreeMap<Long, PatientHistory.Bucket> steps =
                    buckets.computeIfAbsent(vital, key -> new TreeMap<>());
            PatientHistory.Bucket one = new PatientHistory.Bucket(start, value, value, value, 1);
            size += steps.containsKey(start) ? 0 : 1;
            steps.merge(start, one, PatientHistory.Bucket::with);
        }
    }

    private static void pick(Wanted wanted, List<PatientEvent> events, Taken taken, Taker taker) {
        for (PatientEvent event : events) {
            if (event.at() >= wanted.from() && event.at() <= wanted.to()) {
                if (event instanceof Observed e && taken.isNew(e)) {
                    pick(wanted, e.at(), e.values(), taker);
                } else if (event instanceof ChartedByHand e) {
                    pick(wanted, e.at(), e.values(), taker);
                }
            }
        }
    }

    private static void pick(Wanted wanted, long at, Values values, Taker taker) {
        int place = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            if (wanted.vitals().contains(vital)) {
                taker.take(vital, at, values.number(place));
            }
        }
    }
}
