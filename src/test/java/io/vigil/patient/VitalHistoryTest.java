package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

class VitalHistoryTest {

    private static final DeviceId MONITOR = new DeviceId("m-1");
    private static final VitalHistory.Wanted WANTED =
            new VitalHistory.Wanted(Set.of(Vital.HR), 0, 1_000_000);

    @Test
    void aFrameThatTwoNodesHaveWrittenHappenedOnce() {
        VitalHistory.Points points = new VitalHistory.Points(WANTED);
        points.add(frames(1, 1, 4));
        points.add(frames(1, 5, 8));
        points.add(frames(1, 5, 6));
        points.add(frames(1, 9, 9));
        points.add(frames(1, 7, 12));

        assertThat(points.sorted().get(Vital.HR))
                .extracting(PatientHistory.Point::at)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 12)
                        .map(seq -> seq * 1000)
                        .boxed()
                        .toList());
    }

    @Test
    void stepsCountItOnceToo() {
        VitalHistory.Buckets steps = new VitalHistory.Buckets(WANTED, 10_000);
        steps.add(frames(1, 1, 4));
        steps.add(frames(1, 3, 6));

        assertThat(steps.sorted().get(Vital.HR))
                .extracting(PatientHistory.Bucket::count)
                .containsExactly(6L);
    }

    @Test
    void aNewEpochBeginsAgain() {
        VitalHistory.Points points = new VitalHistory.Points(WANTED);
        points.add(frames(1, 1, 4));
        points.add(frames(2, 1, 2));

        assertThat(points.sorted().get(Vital.HR)).hasSize(6);
    }

    @Test
    void framesThatAnotherSiteTookBeforeAreNotMissedAndWhatBothTookIsThereOnce() {
        VitalHistory.Points points = new VitalHistory.Points(WANTED);
        points.add(frames(1, 7, 9));
        points.add(frames(1, 1, 4));
        points.add(frames(1, 3, 8));

        assertThat(points.sorted().get(Vital.HR))
                .extracting(PatientHistory.Point::value)
                .containsExactly(61.0, 62.0, 63.0, 64.0, 65.0, 66.0, 67.0, 68.0, 69.0);
    }

    private static Batch frames(long epoch, long first, long last) {
        List<PatientEvent> events = LongStream.rangeClosed(first, last)
                .<PatientEvent>mapToObj(seq -> new PatientEvent.Observed(
                        MONITOR,
                        epoch,
                        seq,
                        seq * 1000,
                        Values.of(Vital.HR, 60 + seq),
                        0,
                        Charted.NONE))
                .toList();
        return new Batch(1, events);
    }
}
