package io.vigil.journal;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.AlarmContext;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.OpenAlarms;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.PatientState.Notes;
import io.vigil.core.patient.Profiles;
import io.vigil.core.patient.Row;
import io.vigil.core.replica.Merge;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.Versions;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Readings;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;

/**
 * A patient's snapshot as bytes: each record's fields in their order. A snapshot only saves replay,
 * so one that doesn't fit the rules of today (another number of conditions) is refused, and the
 * patient is read from its rows again.
 */
final class RecordedCodec {

    private static final int VERSION_SHARED = 3;
    private static final int VERSION = 2;
    private static final int VERSION_UNPUBLISHED = 1;

    private static final int DEVICES_MAX = 1024;
    private static final int HOURS_MAX = 1 << 20;

    private static final int IDLE = 0;
    private static final int PENDING = 1;
    private static final int RAISED = 2;
    private static final int CLEARING = 3;

    private RecordedCodec() {}

    static byte[] encode(Recorded recorded) {
        ByteWriter out = new ByteWriter();
        Merge merge = recorded.replica().merge();
        out.byte8(merge == null ? VERSION : VERSION_SHARED);
        out.unsigned(recorded.lastBatch());
        writePatient(out, recorded.patient());
        writeIndex(out, recorded.index());
        writeFeed(out, recorded.feed());
        if (merge != null) {
            new SiteNames().writeVersions(out, recorded.sent());
            MergeCodec.write(out, merge);
            MergeCodec.writeTime(out, recorded.clocks().own());
            MergeCodec.writeTime(out, recorded.clocks().others());
        }
        return out.toCheckedBytes();
    }

    static Recorded decode(byte[] bytes) {
        ByteReader in = ByteReader.checked(bytes);
        int version = in.byte8();
        if (version < VERSION_UNPUBLISHED || version > VERSION_SHARED) {
            throw new JournalFormatException("unknown snapshot format " + version);
        }
        try {
            long lastBatch = in.unsigned();
            PatientState patient = readPatient(in);
            TimeIndex index = readIndex(in);
            FeedCursor feed = version == VERSION_UNPUBLISHED ? FeedCursor.START : readFeed(in);
            boolean isShared = version == VERSION_SHARED;
            Versions sent = isShared ? new SiteNames().readVersions(in) : Versions.NONE;
            Merge merge = isShared ? MergeCodec.read(in) : null;
            Recorded.Clocks clocks = isShared
                    ? new Recorded.Clocks(MergeCodec.readTime(in), MergeCodec.readTime(in))
                    : Recorded.Clocks.NONE;
            in.expectEnd();
            return new Recorded(new Replica(patient, merge), index, lastBatch, feed, sent, clocks);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new JournalFormatException("not a snapshot: " + e.getMessage(), e);
        }
    }

    private static void writePatient(ByteWriter out, PatientState state) {
        out.text(state.id().value());
        AlarmCodec.writeStay(out, state.admission());
        out.signed(state.limitsVersion());
        out.unsigned(state.conditions().size());
        for (int i = 0; i < state.conditions().size(); i++) {
            EventRow.writeCondition(out, state.conditions().get(i));
            writeTracker(out, state.trackers().get(i));
        }
        for (Vital vital : Vital.values()) {
            writeReading(out, state.reading(vital));
        }
        writeDevices(out, state.devices());
        AlarmCodec.writeAlarms(out, state.alarms());
        Notes notes = state.charted();
        out.byte8(Codes.of(new Charted(notes.consciousness(), notes.oxygen())));
        out.signed(notes.consciousnessAt());
        out.signed(notes.oxygenAt());
        out.signed(state.news2().parts());
        out.signed(state.scoredAt());
    }

    private static PatientState readPatient(ByteReader in) {
        PatientId id = new PatientId(in.text());
        Admission admission = AlarmCodec.readStay(in);
        long limitsVersion = in.signed();
        int count = in.atMost(Profiles.CONDITION_COUNT);
        if (count != Profiles.CONDITION_COUNT) {
            throw new JournalFormatException("a snapshot of " + count + " conditions");
        }
        Condition[] conditions = new Condition[count];
        Tracker[] trackers = new Tracker[count];
        for (int i = 0; i < count; i++) {
            conditions[i] = EventRow.readCondition(in);
            trackers[i] = readTracker(in);
        }
        @Nullable Reading[] readings = new Reading[Vital.COUNT];
        for (int i = 0; i < readings.length; i++) {
            readings[i] = readReading(in);
        }
        Devices devices = readDevices(in);
        OpenAlarms alarms = AlarmCodec.readAlarms(in);
        Charted charted = Codes.charted(in.byte8());
        Notes notes =
                new Notes(charted.consciousness(), in.signed(), charted.oxygen(), in.signed());
        return new PatientState(
                id,
                admission,
                limitsVersion,
                Row.copyOf(conditions),
                Readings.of(readings),
                Row.copyOf(trackers),
                devices,
                alarms,
                notes,
                News2.ofParts(in.signed()),
                in.signed());
    }

    private static void writeTracker(ByteWriter out, Tracker tracker) {
        switch (tracker) {
            case Tracker.Idle idle -> out.byte8(IDLE);
            case Tracker.Pending pending -> {
                out.byte8(PENDING);
                out.signed(pending.onset());
                out.signed(pending.dwellMs());
            }
            case Tracker.Raised raised -> {
                out.byte8(RAISED);
                out.signed(raised.onset());
            }
            case Tracker.Clearing clearing -> {
                out.byte8(CLEARING);
                out.signed(clearing.onset());
                out.signed(clearing.since());
            }
        }
    }

    private static Tracker readTracker(ByteReader in) {
        int form = in.byte8();
        return switch (form) {
            case IDLE -> Tracker.IDLE;
            case PENDING -> new Tracker.Pending(in.signed(), in.signed());
            case RAISED -> new Tracker.Raised(in.signed());
            case CLEARING -> new Tracker.Clearing(in.signed(), in.signed());
            default -> throw new JournalFormatException("unknown tracker " + form);
        };
    }

    private static void writeReading(ByteWriter out, @Nullable Reading reading) {
        out.flag(reading != null);
        if (reading != null) {
            out.double64(reading.value());
            out.signed(reading.at());
            AlarmCodec.writeDevice(out, reading.device());
            out.flag(reading.spot());
        }
    }

    private static @Nullable Reading readReading(ByteReader in) {
        return in.flag()
                ? new Reading(in.double64(), in.signed(), AlarmCodec.readDevice(in), in.flag())
                : null;
    }

    private static void writeDevices(ByteWriter out, Devices devices) {
        out.unsigned(devices.all().size());
        for (DeviceMark mark : devices.all()) {
            out.text(mark.device().value());
            out.signed(mark.epoch());
            out.signed(mark.seq());
            out.signed(mark.lastAt());
            out.flag(mark.attached());
        }
    }

    private static Devices readDevices(ByteReader in) {
        int count = in.atMost(DEVICES_MAX);
        List<DeviceMark> marks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            marks.add(new DeviceMark(
                    new DeviceId(in.text()), in.signed(), in.signed(), in.signed(), in.flag()));
        }
        return Devices.of(marks);
    }

    private static void writeFeed(ByteWriter out, FeedCursor feed) {
        out.unsigned(feed.through());
        writePoint(out, feed.base());
        writePoint(out, feed.next());
    }

    private static FeedCursor readFeed(ByteReader in) {
        return new FeedCursor(in.unsigned(), readPoint(in), readPoint(in));
    }

    private static void writePoint(ByteWriter out, FeedCursor.Point point) {
        out.unsigned(point.row());
        AlarmCodec.writeStay(out, point.context().admission());
        AlarmCodec.writeAlarms(out, point.context().alarms());
    }

    private static FeedCursor.Point readPoint(ByteReader in) {
        return new FeedCursor.Point(
                in.unsigned(),
                new AlarmContext(AlarmCodec.readStay(in), AlarmCodec.readAlarms(in)));
    }

    private static void writeIndex(ByteWriter out, TimeIndex index) {
        List<TimeIndex.Entry> entries = index.entries();
        out.unsigned(entries.size());
        long hour = 0;
        for (TimeIndex.Entry entry : entries) {
            out.signed(entry.hour() - hour);
            hour = entry.hour();
            out.unsigned(entry.rows().first());
            out.unsigned(entry.rows().last() - entry.rows().first());
        }
    }

    private static TimeIndex readIndex(ByteReader in) {
        int count = in.atMost(HOURS_MAX);
        List<TimeIndex.Entry> entries = new ArrayList<>();
        long hour = 0;
        for (int i = 0; i < count; i++) {
            hour += in.signed();
            long first = in.unsigned();
            entries.add(
                    new TimeIndex.Entry(hour, new TimeIndex.Rows(first, first + in.unsigned())));
        }
        return TimeIndex.of(entries);
    }
}
