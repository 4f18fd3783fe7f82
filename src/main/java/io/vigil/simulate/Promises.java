package io.vigil.simulate;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Claimed;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.AlarmReleased;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SharedState;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.Stamp;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must hold whatever goes wrong, checked as things happen. It keeps books of its own and shares
 * no code with what it checks.
 */
final class Promises {

    private static final String CONFLICT = "identity-conflict.";

    private record Key(SiteId site, PatientId patient) {}

    private record FrameKey(SiteId site, DeviceId device) {}

    private record RaiseKey(SiteId site, AlarmId alarm) {}

    private record OnsetKey(PatientId patient, String condition, long onset) {}

    private final Map<Key, Long> lastOwn = new HashMap<>();
    private final Map<PatientId, Map<Dot, Envelope>> written = new HashMap<>();
    private final Map<FrameKey, Long> lastFrame = new HashMap<>();
    private final Map<DeviceId, BitSet> durable = new HashMap<>();
    private final Map<DeviceId, Long> acked = new HashMap<>();
    private final Map<FrameKey, BitSet> durableAt = new HashMap<>();
    private final Set<RaiseKey> raised = new HashSet<>();
    private final Map<OnsetKey, AlarmId> onsets = new HashMap<>();
    private final Map<AlarmId, Priority> seen = new HashMap<>();
    private final Map<Key, Map<AlarmId, Priority>> unended = new HashMap<>();

    /** An envelope is durable at a site, and this is the site's recorded state after it. */
    void recorded(SiteId site, Envelope envelope, Replica after) {
        PatientId patient = envelope.patient();
        Map<Dot, Envelope> known = written.computeIfAbsent(patient, p -> new HashMap<>());
        if (envelope.site().equals(site)) {
            long last = lastOwn.getOrDefault(new Key(site, patient), 0L);
            check(
                    envelope.seq() == last + 1 && !known.containsKey(envelope.dot()),
                    "at most one writer: %s wrote %d of %s after %d",
                    site,
                    envelope.seq(),
                    patient,
                    last);
            lastOwn.put(new Key(site, patient), envelope.seq());
            known.put(envelope.dot(), envelope);
        } else {
            check(
                    envelope.equals(known.get(envelope.dot())),
                    "what is taken is what was written: %s of %s",
                    envelope.dot(),
                    patient);
        }
        for (PatientEvent event : envelope.events()) {
            frames(site, envelope, event);
        }
        if (hasAlarms(envelope)) {
            alarms(site, envelope, after.patient());
        }
    }

    /**
     * A site counts rows as sent to a peer.
     *
     * @param marks what the peer has recorded
     */
    void counted(PatientId patient, SiteId peer, List<Batch> rows, Versions marks) {
        for (Batch row : rows) {
            for (Stamp stamp : row.stamps()) {
                Dot dot = new Dot(stamp.site(), stamp.seq());
                check(
                        stamp.ahead() || stamp.site().equals(peer) || marks.covers(dot),
                        "what counts as sent is recorded: %s has %s of %s, and lacks %s",
                        peer,
                        marks,
                        patient,
                        dot);
            }
        }
    }

    private void frames(SiteId site, Envelope envelope, PatientEvent event) {
        boolean isOwn = envelope.site().equals(site);
        switch (event) {
            case Observed e -> {
                inTurn(isOwn, site, e.device(), e.seq(), e.seq());
                durable.computeIfAbsent(e.device(), d -> new BitSet()).set((int) e.seq());
                durableAt
                        .computeIfAbsent(new FrameKey(site, e.device()), d -> new BitSet())
                        .set((int) e.seq());
            }
            case GapDeclared e -> inTurn(isOwn, site, e.device(), e.seq(), e.through());
            case PatientEvent other -> {}
        }
    }

    private void inTurn(boolean isOwn, SiteId site, DeviceId device, long seq, long through) {
        if (isOwn) {
            long last = lastFrame.getOrDefault(new FrameKey(site, device), 0L);
            check(
                    seq > last,
                    "frames are taken in their order: %s took %d of %s after %d",
                    site,
                    seq,
                    device,
                    last);
            lastFrame.put(new FrameKey(site, device), through);
        }
    }

    /** A device has been told that all frames up to this one are durable. */
    void acked(DeviceId device, long through) {
        long before = acked.getOrDefault(device, 0L);
        BitSet kept = durable.getOrDefault(device, new BitSet());
        for (long seq = before + 1; seq <= through; seq++) {
            check(kept.get((int) seq), "no acked sample is lost: %d of %s is nowhere", seq, device);
        }
        acked.put(device, Math.max(before, through));
    }

    private static boolean hasAlarms(Envelope envelope) {
        for (PatientEvent event : envelope.events()) {
            if (isOfAlarm(event)) {
                return true;
            }
        }
        return false;
    }

    static boolean isOfAlarm(PatientEvent event) {
        return event instanceof AlarmRaised
                || event instanceof AlarmEnded
                || event instanceof AlarmEscalated
                || event instanceof AlarmAcknowledged
                || event instanceof AlarmReleased;
    }

    private void alarms(SiteId site, Envelope envelope, PatientState after) {
        Map<AlarmId, Priority> open =
                unended.computeIfAbsent(new Key(site, envelope.patient()), k -> new HashMap<>());
        for (PatientEvent event : envelope.events()) {
            switch (event) {
                case AlarmRaised e -> {
                    onlyOnce(site, envelope, e);
                    open.merge(e.id(), e.priority(), Promises::graver);
                }
                case AlarmEscalated e ->
                    open.computeIfPresent(e.id(), (id, was) -> graver(was, e.priority()));
                case AlarmEnded e -> open.remove(e.id());
                case PatientEvent other -> {}
            }
        }
        open.forEach((id, priority) -> {
            Alarm shown = after.alarms().get(id);
            boolean isEndedElsewhere = shown == null && isEndedAnywhere(envelope.patient(), id);
            check(
                    isEndedElsewhere || shown != null && !shown.priority().isBelow(priority),
                    "an alarm that nobody ended is shown: %s on %s",
                    id,
                    site);
        });
        nothingHidden(site, after);
    }

    /** It is raised here after its end came from elsewhere: then the end counts. */
    private boolean isEndedAnywhere(PatientId patient, AlarmId id) {
        return written.getOrDefault(patient, Map.of()).values().stream()
                .flatMap(each -> each.events().stream())
                .anyMatch(each -> each instanceof AlarmEnded end && end.id().equals(id));
    }

    private void onlyOnce(SiteId site, Envelope envelope, AlarmRaised e) {
        if (envelope.site().equals(site)) {
            check(
                    raised.add(new RaiseKey(site, e.id())),
                    "one alarm per onset: %s raised %s twice",
                    site,
                    e.id());
        }
        if (e.kind() == Kind.PHYSIOLOGICAL) {
            AlarmId known = onsets.putIfAbsent(
                    new OnsetKey(envelope.patient(), e.condition(), e.onset()), e.id());
            check(
                    known == null || known.equals(e.id()),
                    "one alarm per onset: %s and %s",
                    e.id(),
                    known);
        }
    }

    /** A clinician has acknowledged what he saw. */
    void acknowledged(List<PatientEvent> decided) {
        for (PatientEvent event : decided) {
            if (event instanceof AlarmAcknowledged e) {
                seen.merge(e.id(), e.priority(), Promises::graver);
            }
        }
    }

    /** Of any state that is shown. */
    void nothingHidden(SiteId site, PatientState shown) {
        for (Alarm alarm : shown.openAlarms()) {
            if (alarm.isSeen()) {
                Priority priority = seen.get(alarm.id());
                check(
                        priority != null && !priority.isBelow(alarm.priority()),
                        "no acknowledgement hides a graver alarm: %s is %s, seen at %s, on %s",
                        alarm.id(),
                        alarm.priority(),
                        priority,
                        site);
            }
        }
    }

    /** The links are healed and everything has been said. */
    void agree(PatientId patient, Map<SiteId, Replica> replicas) {
        SharedState first = null;
        for (Map.Entry<SiteId, Replica> each : replicas.entrySet()) {
            SharedState shared = SharedState.of(each.getValue());
            if (first == null) {
                first = shared;
            }
            check(
                    shared.equals(first),
                    "all sites hold the same of %s: %s differs in %s",
                    patient,
                    each.getKey(),
                    difference(first, shared));
        }
    }

    /** After healing, whoever shares a bed or a device has an alarm of it, and nobody else. */
    void conflictsShown(SiteId site, List<Replica> replicas) {
        Map<Claimed, Set<PatientId>> claims = SimContests.claims(replicas);
        for (Replica replica : replicas) {
            PatientState patient = replica.patient();
            Set<String> due = new TreeSet<>();
            for (Claimed what : SimContests.claimed(patient)) {
                for (PatientId other : claims.getOrDefault(what, Set.of())) {
                    if (!other.equals(patient.id())) {
                        due.add(other + " " + what.deviceOrNull());
                    }
                }
            }
            List<String> shown = new ArrayList<>();
            for (Alarm alarm : patient.openAlarms()) {
                if (alarm.condition().startsWith(CONFLICT)) {
                    String other = alarm.condition().substring(CONFLICT.length());
                    shown.add(other + " " + alarm.device());
                }
            }
            shown.sort(null);
            check(
                    shown.equals(List.copyOf(due)),
                    "who shares a bed or a device has one alarm of it: %s has %s, due is %s, on %s",
                    patient.id(),
                    shown,
                    due,
                    site);
        }
    }

    /** After healing, the history of a site that has to do with the device has every sample of it. */
    void complete(SiteId site, DeviceId device) {
        BitSet missing = (BitSet) durable.getOrDefault(device, new BitSet()).clone();
        missing.andNot(durableAt.getOrDefault(new FrameKey(site, device), new BitSet()));
        check(
                missing.isEmpty(),
                "every site has every sample: %s lacks %s of %s",
                site,
                missing,
                device);
    }

    /** The parts that are not the same, of one and of the other. */
    private static String difference(SharedState one, SharedState other) {
        StringBuilder parts = new StringBuilder();
        for (RecordComponent part : SharedState.class.getRecordComponents()) {
            try {
                Object here = part.getAccessor().invoke(one);
                Object there = part.getAccessor().invoke(other);
                if (!Objects.equals(here, there)) {
                    parts.append("%s, %s and %s; ".formatted(part.getName(), here, there));
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("what sites share is open to all", e);
            }
        }
        return parts.toString();
    }

    private static Priority graver(Priority one, Priority other) {
        return one.isBelow(other) ? other : one;
    }

    static void check(boolean holds, String promise, @Nullable Object... values) {
        if (!holds) {
            throw new BrokenPromise(promise.formatted(values));
        }
    }
}
