package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;
import io.vigil.core.Gen;
import io.vigil.core.patient.PatientEvent;
import io.vigil.journal.TimeIndex.Rows;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

class TimeIndexTest {

    private static final long HOUR = 3_600_000;
    private static final long START = 490_000 * HOUR;

    private static List<PatientEvent> at(long... times) {
        List<PatientEvent> events = new ArrayList<>();
        for (long time : times) {
            events.add(new PatientEvent.Discharged(time, "lead-1"));
        }
        return events;
    }

    @Test
    void anEmptyIndexHasNoRows() {
        assertThat(TimeIndex.EMPTY.rowsFor(0, Long.MAX_VALUE)).isEqualTo(Rows.NONE);
        assertThat(TimeIndex.EMPTY.with(List.of(), 1)).isEqualTo(TimeIndex.EMPTY);
    }

    @Test
    void findsTheRowsOfTheHoursAskedFor() {
        TimeIndex index = TimeIndex.EMPTY;
        for (int row = 1; row <= 50; row++) {
            index = index.with(at(START + row * HOUR / 10), row);
        }
        assertThat(index.rowsFor(START + HOUR, START + 2 * HOUR - 1)).isEqualTo(new Rows(10, 19));
        assertThat(index.rowsFor(START + 2 * HOUR, START + 3 * HOUR)).isEqualTo(new Rows(20, 39));
        assertThat(index.rowsFor(START + 9 * HOUR, START + 12 * HOUR)).isEqualTo(Rows.NONE);
        assertThat(index.rowsFor(START + 2 * HOUR, START)).isEqualTo(Rows.NONE);
    }

    @Test
    void lateSamplesWidenTheirHour() {
        TimeIndex index = TimeIndex.EMPTY.with(at(START), 1).with(at(START + HOUR), 2);
        index = index.with(at(START + 2 * HOUR), 3).with(at(START + HOUR + 5), 4);
        assertThat(index.rowsFor(START + HOUR, START + HOUR)).isEqualTo(new Rows(2, 4));
        assertThat(index.rowsFor(START, START)).isEqualTo(new Rows(1, 1));
        assertThat(index.with(at(START - 5 * HOUR), 5).rowsFor(START - 5 * HOUR, START - 5 * HOUR))
                .isEqualTo(new Rows(5, 5));
    }

    @Test
    void neverHidesARow() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int round = 0; round < 200; round++) {
            TimeIndex index = TimeIndex.EMPTY;
            List<long[]> written = new ArrayList<>();
            for (int row = 1; row <= 60; row++) {
                long[] times = new long[random.nextInt(1, 5)];
                for (int i = 0; i < times.length; i++) {
                    times[i] = START + random.nextLong(-20, 60) * HOUR / 4;
                }
                written.add(times);
                index = index.with(at(times), row);
            }
            long from = START + random.nextLong(-20, 60) * HOUR / 4;
            long to = from + random.nextLong(0, 20) * HOUR / 4;
            Rows rows = index.rowsFor(from, to);
            for (int row = 1; row <= written.size(); row++) {
                for (long time : written.get(row - 1)) {
                    if (time >= from && time <= to) {
                        assertThat((long) row).isBetween(rows.first(), rows.last());
                    }
                }
            }
        }
    }

    @Test
    void theOldestHoursAreMergedAndStillFound() {
        TimeIndex index = TimeIndex.EMPTY;
        int hours = Bounds.INDEX_HOURS_MAX + 100;
        for (int hour = 0; hour < hours; hour++) {
            index = index.with(at(START + hour * HOUR), hour + 1);
        }
        assertThat(index.entries()).hasSize(Bounds.INDEX_HOURS_MAX);
        assertThat(index.rowsFor(START, START).first()).isEqualTo(1);
        long last = START + (hours - 1) * HOUR;
        assertThat(index.rowsFor(last, last)).isEqualTo(new Rows(hours, hours));
    }
}
