package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Profiles;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a patient of several sites carries beside the state that is shown: the facts that the state
 * is derived from, each a join, so that it doesn't matter in which order they came.
 *
 * @param self the site that holds this replica
 * @param marks of each site, how far its envelopes have been taken
 * @param life of each site, the last envelope that tells that the patient is here
 * @param stay counts the stays; readings are those of the last one
 * @param limits siblings of each condition, in the order of {@link Profiles}
 * @param devices whether each device is attached
 * @param discharges those that no later stay or transfer has seen, in the order of their dots
 * @param alarms open ones, and ended ones until every site has seen all of them
 * @param endedThrough the newest onset of each condition that has ended: one that comes back later
 *     has a newer one, so that no old end can hide it
 * @param seenBy what the other sites are known to have taken
 */
public record Merge(
        SiteId self,
        Versions marks,
        Versions life,
        int stay,
        Siblings<Person> people,
        Siblings<Place> places,
        Siblings<Integer> scales,
        List<Siblings<Condition>> limits,
        Map<DeviceId, Siblings<Boolean>> devices,
        List<Discharge> discharges,
        Map<AlarmId, AlarmFacts> alarms,
        Map<ConditionOf, Long> endedThrough,
        Map<SiteId, Versions> seenBy) {

    /** Who was admitted; two of one id are two people until somebody has looked. */
    public record Person(String name, Profile profile, long admittedAt) {}

    public record Place(WardId ward, BedId bed) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byWard = ward.compareTo(other.ward);
            return byWard != 0 ? byWard : bed.compareTo(other.bed);
        }
    }

    /** A discharge that holds as long as there is no life that it hasn't seen. */
    public record Discharge(Dot dot, Versions context, long at) {}

    /** A condition of the patient, or of one of the devices. */
    public record ConditionOf(String condition, @Nullable DeviceId device) {}

    static Merge none(SiteId self) {
        return new Merge(
                self,
                Versions.NONE,
                Versions.NONE,
                0,
                Siblings.none(),
                Siblings.none(),
                Siblings.none(),
                Collections.nCopies(Profiles.CONDITION_COUNT, Siblings.none()),
                Map.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** As a site of another name holds it. */
    Merge of(SiteId site) {
        return new Merge(
                site,
                marks,
                life,
                stay,
                people,
                places,
                scales,
                limits,
                devices,
                discharges,
                alarms,
                endedThrough,
                seenBy);
    }

    boolean holds(Discharge discharge) {
        return discharge.context().covers(life);
    }

    boolean holds(Dot discharge) {
        for (Discharge each : discharges) {
            if (each.dot().equals(discharge)) {
                return holds(each);
            }
        }
        return false;
    }

    /** When the patient was discharged; null if never, or if no discharge holds. */
    @Nullable
    Long dischargedAt() {
        Long at = null;
        for (Discharge each : discharges) {
            if (holds(each) && (at == null || each.at() < at)) {
                at = each.at();
            }
        }
        return at;
    }

    public boolean isDischargePending() {
        return !discharges.isEmpty() && dischargedAt() == null;
    }

    public boolean isPlaceInDoubt() {
        return places.isInDoubt();
    }

    /** When the patient came to the bed. */
    long inBedSince() {
        Siblings.Sibling<Place> place = places.lastWritten();
        return place == null ? 0 : place.at().wallMs();
    }

    /** When the device was attached. */
    long attachedSince(DeviceId device) {
        long since = 0;
        for (Siblings.Sibling<Boolean> each :
                devices.getOrDefault(device, Siblings.<Boolean>none()).all()) {
            if (each.value()) {
                since = Math.max(since, each.at().wallMs());
            }
        }
        return since;
    }

    /** Attached on either side is attached: no data is refused over a doubt. */
    boolean isAttached(DeviceId device) {
        Siblings<Boolean> written = devices.get(device);
        return written != null && written.values().contains(true);
    }

    public boolean isInDoubt(DeviceId device) {
        Siblings<Boolean> written = devices.get(device);
        return written != null && written.isInDoubt();
    }

    Merge withSeenBy(Map<SiteId, Versions> next, Map<AlarmId, AlarmFacts> kept) {
        return new Merge(
                self,
                marks,
                life,
                stay,
                people,
                places,
                scales,
                limits,
                devices,
                discharges,
                kept,
                endedThrough,
                next);
    }
}
