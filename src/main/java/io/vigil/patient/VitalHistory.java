package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
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
    record Wanted(Set<Vital> vitals, long from, long to) {

        int mask() {
            return vitals.stream().mapToInt(Vital::bit).reduce(0, (a, b) -> a | b);
        }
    }

    /** Takes the values of one frame that are wanted. */
    @FunctionalInterface
    private interface Taker {
        void take(long at, Values values);
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
        private final int mask;
        private final Taken taken = new Taken();
        private final Map<Vital, List<PatientHistory.Point>> points = new EnumMap<>(Vital.class);
        private int size;

        Points(Wanted wanted) {
            this.wanted = wanted;
            this.mask = wanted.mask();
        }

        /** @throws PatientHistory.TooMuch past the number of values that are given at once */
        Points add(Batch batch) {
            pick(wanted, mask, batch.events(), taken, this::take);
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

        private void take(long at, Values values) {
            int place = 0;
            for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
                Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
                points.computeIfAbsent(vital, key -> new ArrayList<>())
                        .add(new PatientHistory.Point(at, values.number(place)));
            }
            size += values.size();
        }
    }

    /** The values of each step of time together. */
    static final class Buckets {

        private final Wanted wanted;
        private final int mask;
        private final long stepMs;
        private final Taken taken = new Taken();
        private final TreeMap<Long, Step> steps = new TreeMap<>();

        /** Of the frame before: the next one is mostly of the same. */
        private @Nullable Step latest;

        private int size;

        Buckets(Wanted wanted, long stepMs) {
            this.wanted = wanted;
            this.mask = wanted.mask();
            this.stepMs = stepMs;
        }

        /** @throws PatientHistory.TooMuch past the number of steps that are given at once */
        Buckets add(Batch batch) {
            pick(wanted, mask, batch.events(), taken, this::take);
            if (size > PatientHistory.POINTS_MAX) {
                throw new PatientHistory.TooMuch(
                        "more than " + PatientHistory.POINTS_MAX + " steps: ask for a longer step");
            }
            return this;
        }

        Map<Vital, List<PatientHistory.Bucket>> sorted() {
            Map<Vital, List<PatientHistory.Bucket>> sorted = new EnumMap<>(Vital.class);
            for (Vital vital : wanted.vitals()) {
                List<PatientHistory.Bucket> buckets = steps.values().stream()
                        .filter(step -> step.has(vital))
                        .map(step -> step.bucket(vital))
                        .toList();
                if (!buckets.isEmpty()) {
                    sorted.put(vital, buckets);
                }
            }
            return sorted;
        }

        private void take(long at, Values values) {
            long start = Math.floorDiv(at, stepMs) * stepMs;
            Step step = latest;
            if (step == null || step.start != start) {
                step = steps.computeIfAbsent(start, Step::new);
                latest = step;
            }
            size += step.take(values);
        }
    }

    /** One step of time, each vital at its own place. */
    private static final class Step {

        private final long start;
        private final double[] min = new double[Vital.COUNT];
        private final double[] mean = new double[Vital.COUNT];
        private final double[] max = new double[Vital.COUNT];
        private final int[] count = new int[Vital.COUNT];

        Step(long start) {
            this.start = start;
        }

        /** @return how many vitals have their first value */
        int take(Values values) {
            int firsts = 0;
            int place = 0;
            for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
                int vital = Integer.numberOfTrailingZeros(bits);
                double value = values.number(place);
                if (count[vital]++ == 0) {
                    firsts++;
                    min[vital] = value;
                    max[vital] = value;
                }
                min[vital] = Math.min(min[vital], value);
                max[vital] = Math.max(max[vital], value);
                mean[vital] += (value - mean[vital]) / count[vital];
            }
            return firsts;
        }

        boolean has(Vital vital) {
            return count[vital.ordinal()] > 0;
        }

        PatientHistory.Bucket bucket(Vital vital) {
            int place = vital.ordinal();
            return new PatientHistory.Bucket(
                    start, min[place], mean[place], max[place], count[place]);
        }
    }

    private static void pick(
            Wanted wanted, int mask, List<PatientEvent> events, Taken taken, Taker taker) {
        for (PatientEvent event : events) {
            if (event.at() >= wanted.from() && event.at() <= wanted.to()) {
                Values values = switch (event) {
                    case Observed e when taken.isNew(e) -> e.values().keep(mask);
                    case ChartedByHand e -> e.values().keep(mask);
                    default -> Values.NONE;
                };
                if (!values.isEmpty()) {
                    taker.take(event.at(), values);
                }
            }
        }
    }
}
