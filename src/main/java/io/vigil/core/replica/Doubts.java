package io.vigil.core.replica;

import io.vigil.core.alarm.Condition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what is in doubt: wherever values stand beside each other that differ. */
final class Doubts {

    private Doubts() {}

    static List<Doubt> of(Merge facts) {
        List<Doubt> doubts = new ArrayList<>(0);
        if (facts.people().isInDoubt()) {
            doubts.add(new Doubt.Identity(facts.people().values()));
        }
        if (facts.isPlaceInDoubt()) {
            doubts.add(new Doubt.Bed(facts.places().values()));
        }
        if (facts.isDischargePending()) {
            doubts.add(new Doubt.DischargePending(facts.discharges().stream()
                    .mapToLong(Merge.Discharge::at)
                    .max()
                    .orElseThrow()));
        }
        for (Siblings<Condition> written : facts.limits()) {
            if (written.isInDoubt()) {
                List<Condition> values = written.values();
                doubts.add(new Doubt.Limits(values.getFirst().name(), values));
            }
        }
        facts.devices().keySet().stream()
                .filter(facts::isInDoubt)
                .sorted(Comparator.naturalOrder())
                .forEach(device -> doubts.add(new Doubt.Device(device)));
        return List.copyOf(doubts);
    }
}
