package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.core.vitals.Readings;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a patient tells its ward: alarms at once, where it lies, and its values now and then. */
final class WardVoice {

    static final String STORAGE_DOWN = "storage-down";

    private final Body body;
    private final LiveAndShown views;
    private final Outboxes outboxes;
    private final AlarmBook book = new AlarmBook();
    /** Null for a patient of one site, whose alarms are in the other. */
    private final @Nullable SharedAlarmBook shared;
    /** The store's own alarm. It can't be recorded: it is announced, and ends, by the report alone. */
    private @Nullable Alarm outage;

    private boolean vitalsDue;
    private long vitalsAt = PatientState.NEVER;

    WardVoice(Body body, LiveAndShown views, Outboxes outboxes) {
        this.body = body;
        this.views = views;
        this.outboxes = outboxes;
        this.shared = views.replica().merge() == null ? null : new SharedAlarmBook();
    }

    /** The whole picture at the start; one who has left says so, in case that was never heard. */
    void begin(long now) {
        Admission stay = views.shown().admission();
        if (stay != null && stay.isOpen()) {
            report(List.of(), 0, now);
            vitalsDue = true;
        } else if (stay != null) {
            asked(stay.ward(), now);
        }
    }

    /** What is shown before it is durable. */
    void announce(Change change, long receivedNanos, long now) {
        if (shared != null) {
            announceShared(shared, change, receivedNanos, now);
        } else if (touchesAlarms(change.events())) {
            var before = views.shown().alarms();
            views.showAtOnce(change);
            List<AlarmBook.Version> versions = book.announce(before, change.events());
            count(change.events());
            report(versions, receivedNanos, now);
        } else {
            views.showAtOnce(change);
        }
        vitalsDue = true;
    }

    private void announceShared(
            SharedAlarmBook alarms, Change change, long receivedNanos, long now) {
        Replica before = views.shownReplica();
        views.showAtOnce(change);
        Replica after = views.shownReplica();
        List<AlarmBook.Version> versions = alarms.announce(before, after, change.events());
        if (change instanceof Change.InTurn step && after.isOwn(step.envelope())) {
            count(change.events());
        }
        boolean hasMoved =
                !Objects.equals(before.patient().admission(), after.patient().admission())
                        || before.inBedSince() != after.inBedSince();
        if (hasMoved || !versions.isEmpty()) {
            report(versions, receivedNanos, now);
        }
    }

    /** What is shown once it is durable. */
    void hold(Change change) {
        if (shared == null) {
            book.hold(views.shown().alarms(), change.events());
        }
        views.hold(change);
    }

    /** Entries that are durable: what was announced is confirmed, what was held is shown. */
    void landed(List<Entry> entries, long now) {
        if (shared != null) {
            report(landedShared(shared, entries), 0, now);
            return;
        }
        for (Entry entry : entries) {
            if (isHeld(entry)) {
                reveal(entry);
            }
        }
        List<AlarmBook.Version> versions = book.landed(entries);
        if (!views.isHolding()) {
            book.nothingHeld();
        }
        report(versions, 0, now);
    }

    private List<AlarmBook.Version> landedShared(SharedAlarmBook alarms, List<Entry> entries) {
        List<AlarmBook.Version> versions = new ArrayList<>();
        for (Entry entry : entries) {
            if (isHeld(entry)) {
                Replica before = views.shownReplica();
                reveal(entry);
                versions.addAll(alarms.revealed(before, views.shownReplica()));
            } else if (!(entry instanceof Entry.Person)) {
                versions.addAll(alarms.landed(views.shownReplica()));
            }
        }
        return versions;
    }

    private static boolean isHeld(Entry entry) {
        return entry instanceof Entry.Person && !entry.events().isEmpty();
    }

    private void reveal(Entry entry) {
        views.reveal();
        count(entry.events());
        vitalsDue = true;
    }

    /** Named by the oldest event that waits, so that one outage is one alarm. */
    void storageDown(@Nullable PatientEvent first, long now) {
        if (first != null) {
            outage = new Alarm(
                    AlarmId.of(body.id(), STORAGE_DOWN, first.at()),
                    STORAGE_DOWN,
                    null,
                    null,
                    Kind.TECHNICAL,
                    Priority.MEDIUM,
                    first.at(),
                    now,
                    null,
                    null,
                    null,
                    null,
                    false);
            body.ports().metrics().alarmRaised(Priority.MEDIUM);
            report(List.of(new AlarmBook.Version(outage, false)), 0, now);
        }
    }

    void storageBack(long now) {
        if (outage != null) {
            Alarm ended = outage.withEnded(now);
            outage = null;
            report(List.of(new AlarmBook.Version(ended, false)), 0, now);
        }
    }

    /** A ward believes that the patient is there. */
    void asked(WardId ward, long now) {
        body.reports().keptBy(keeper());
        send(List.of(body.reports().asked(ward, openAlarms(), now)));
        vitalsDue = true;
    }

    /** What is published, or isn't any more: the ward of a patient who has left must know. */
    void publishing(long now) {
        body.reports().keptBy(keeper());
        send(body.reports().keeperChanged(now));
    }

    void repeat(long now) {
        send(body.reports().repeat(now));
    }

    /** At once if the last are old enough, else when they are. The ward counts exactly for its screens. */
    void vitals(long now) {
        Admission stay = views.shown().admission();
        if (vitalsDue && stay != null && stay.isOpen() && now >= nextVitalsAt()) {
            vitalsDue = false;
            vitalsAt = now;
            body.ports().wards().vitals(stay.ward(), latest(views.shown()));
        }
    }

    long nextDue() {
        long reports = body.reports().nextDue();
        return vitalsDue && views.shown().isAdmitted()
                ? Math.min(reports, nextVitalsAt())
                : reports;
    }

    /** All open alarms as the ward shows them. */
    List<WardAlarm> openAlarms() {
        Admission stay = views.shown().admission();
        if (stay == null) {
            return List.of();
        }
        List<WardAlarm> open = new ArrayList<>();
        for (Alarm alarm : views.shown().openAlarms()) {
            open.add(placed(stay, alarm, !isUnrecorded(alarm.id())));
        }
        if (outage != null) {
            open.add(placed(stay, outage, false));
        }
        return open;
    }

    private PatientVitals latest(PatientState state) {
        Readings readings = state.readings();
        int mask = readings.mask();
        double[] numbers = new double[Integer.bitCount(mask)];
        double[] times = new double[numbers.length];
        int next = 0;
        for (int bits = mask; bits != 0; bits &= bits - 1, next++) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            numbers[next] = readings.value(vital);
            times[next] = readings.at(vital);
        }
        long newest = readings.newest();
        long at = newest == PatientState.NEVER ? 0 : newest;
        return new PatientVitals(
                body.id(), at, Values.of(mask, numbers), Values.of(mask, times), state.news2());
    }

    private long nextVitalsAt() {
        return vitalsAt == PatientState.NEVER
                ? PatientState.NEVER
                : vitalsAt + body.settings().vitalsEvery().toMillis();
    }

    /** The last ward of a patient who has left, while not all of it is sent to whom it concerns. */
    private @Nullable WardId keeper() {
        Admission stay = views.shown().admission();
        return stay == null || stay.isOpen() || outboxes.isSettled() ? null : stay.ward();
    }

    private void report(List<AlarmBook.Version> versions, long receivedNanos, long now) {
        Admission stay = views.shown().admission();
        if (stay == null) {
            return;
        }
        List<WardAlarm> changed = new ArrayList<>(versions.size());
        for (AlarmBook.Version version : versions) {
            changed.add(placed(stay, version.alarm(), version.recorded()));
        }
        long since = views.shownReplica().inBedSince();
        Presence.In in =
                stay.isOpen() ? new Presence.In(stay.ward(), stay.name(), stay.bed(), since) : null;
        body.reports().keptBy(keeper());
        send(body.reports().changed(in, changed, this::openAlarms, receivedNanos, now));
    }

    private void send(List<WardReports.Outgoing> reports) {
        for (WardReports.Outgoing outgoing : reports) {
            body.ports().wards().report(outgoing.ward(), outgoing.report(), body.confirmations());
        }
    }

    private boolean isUnrecorded(AlarmId id) {
        return shared == null ? book.isUnrecorded(id) : shared.isUnrecorded(id);
    }

    private WardAlarm placed(Admission stay, Alarm alarm, boolean recorded) {
        SiteId raisedBy = views.shownReplica().raisedBy(alarm.id());
        return new WardAlarm(
                body.id(),
                stay.ward(),
                stay.bed(),
                alarm,
                recorded,
                raisedBy == null ? body.settings().site() : raisedBy.value());
    }

    private void count(List<PatientEvent> events) {
        for (PatientEvent event : events) {
            if (event instanceof PatientEvent.AlarmRaised raised) {
                body.ports().metrics().alarmRaised(raised.priority());
            }
        }
    }

    private static boolean touchesAlarms(List<PatientEvent> events) {
        for (PatientEvent event : events) {
            if (AlarmHistory.subject(event) != null) {
                return true;
            }
        }
        return false;
    }
}
