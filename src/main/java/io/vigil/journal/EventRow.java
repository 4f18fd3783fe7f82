package io.vigil.journal;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.AlarmReleased;
import io.vigil.core.patient.PatientEvent.ChartedByHand;
import io.vigil.core.patient.PatientEvent.DeviceAttached;
import io.vigil.core.patient.PatientEvent.DeviceDetached;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.core.patient.PatientEvent.LimitsChanged;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.PatientEvent.Spo2ScaleChanged;
import io.vigil.core.patient.PatientEvent.TechnicalReported;
import io.vigil.core.patient.PatientEvent.Transferred;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;

/**
 * The events that are not frames, one after the other: a tag, the time since the batch's base, the
 * fields in the record's order. The tags are part of the format: a changed event gets a new one.
 */
final class EventRow {

    private static final int ADMITTED = 1;
    private static final int TRANSFERRED = 2;
    private static final int DISCHARGED = 3;
    private static final int DEVICE_ATTACHED = 4;
    private static final int DEVICE_DETACHED = 5;
    private static final int TECHNICAL_REPORTED = 6;
    private static final int GAP_DECLARED = 7;
    private static final int CHARTED_BY_HAND = 8;
    private static final int ALARM_RAISED = 9;
    private static final int ALARM_ESCALATED = 10;
    private static final int ALARM_ENDED = 11;
    private static final int ALARM_ACKNOWLEDGED = 12;
    private static final int ALARM_RELEASED = 13;
    private static final int LIMITS_CHANGED = 14;
    private static final int SPO2_SCALE_CHANGED = 15;

    private static final int CONDITIONS_MAX = 1024;

    private EventRow() {}

    static void write(ByteWriter out, PatientEvent event, long base) {
        out.byte8(tag(event));
        out.signed(event.at() - base);
        switch (event) {
            case Admitted e -> writeAdmitted(out, e);
            case Transferred e -> {
                out.text(e.by());
                out.text(e.ward().value());
                out.text(e.bed().value());
            }
            case Discharged e -> out.text(e.by());
            case DeviceAttached e -> {
                out.text(e.by());
                writeMark(out, e.device(), e.epoch(), e.seq());
            }
            case DeviceDetached e -> {
                out.text(e.by());
                out.text(e.device().value());
            }
            case TechnicalReported e -> {
                writeMark(out, e.device(), e.epoch(), e.seq());
                out.text(e.condition());
                out.flag(e.active());
            }
            case GapDeclared e -> {
                writeMark(out, e.device(), e.epoch(), e.seq());
                out.signed(e.through());
            }
            case ChartedByHand e -> writeCharted(out, e);
            case AlarmRaised e -> writeRaised(out, e, base);
            case AlarmEscalated e -> {
                out.text(e.id().value());
                out.byte8(Codes.of(e.priority()));
            }
            case AlarmEnded e -> out.text(e.id().value());
            case AlarmAcknowledged e -> {
                out.text(e.id().value());
                out.text(e.by());
                out.byte8(Codes.of(e.priority()));
            }
            case AlarmReleased e -> out.text(e.id().value());
            case LimitsChanged e -> writeLimits(out, e);
            case Spo2ScaleChanged e -> {
                out.text(e.by());
                out.signed(e.scale());
            }
            case Observed e -> throw frame();
        }
    }

    private static int tag(PatientEvent event) {
        return switch (event) {
            case Admitted e -> ADMITTED;
            case Transferred e -> TRANSFERRED;
            case Discharged e -> DISCHARGED;
            case DeviceAttached e -> DEVICE_ATTACHED;
            case DeviceDetached e -> DEVICE_DETACHED;
            case TechnicalReported e -> TECHNICAL_REPORTED;
            case GapDeclared e -> GAP_DECLARED;
            case ChartedByHand e -> CHARTED_BY_HAND;
            case AlarmRaised e -> ALARM_RAISED;
            case AlarmEscalated e -> ALARM_ESCALATED;
            case AlarmEnded e -> ALARM_ENDED;
            case AlarmAcknowledged e -> ALARM_ACKNOWLEDGED;
            case AlarmReleased e -> ALARM_RELEASED;
            case LimitsChanged e -> LIMITS_CHANGED;
            case Spo2ScaleChanged e -> SPO2_SCALE_CHANGED;
            case Observed e -> throw frame();
        };
    }

    static PatientEvent read(ByteReader in, long base) {
        int tag = in.byte8();
        long at = base + in.signed();
        return switch (tag) {
            case ADMITTED -> readAdmitted(in, at);
            case TRANSFERRED -> new Transferred(at, in.text(), ward(in), bed(in));
            case DISCHARGED -> new Discharged(at, in.text());
            case DEVICE_ATTACHED ->
                new DeviceAttached(at, in.text(), device(in), in.signed(), in.signed());
            case DEVICE_DETACHED -> new DeviceDetached(at, in.text(), device(in));
            case TECHNICAL_REPORTED ->
                new TechnicalReported(
                        device(in), in.signed(), in.signed(), at, in.text(), in.flag());
            case GAP_DECLARED ->
                new GapDeclared(device(in), in.signed(), in.signed(), in.signed(), at);
            case CHARTED_BY_HAND ->
                new ChartedByHand(at, in.text(), readValues(in), Codes.charted(in.byte8()));
            case ALARM_RAISED -> readRaised(in, at, base);
            case ALARM_ESCALATED -> new AlarmEscalated(alarm(in), at, Codes.priority(in.byte8()));
            case ALARM_ENDED -> new AlarmEnded(alarm(in), at);
            case ALARM_ACKNOWLEDGED ->
                new AlarmAcknowledged(alarm(in), at, in.text(), Codes.priority(in.byte8()));
            case ALARM_RELEASED -> new AlarmReleased(alarm(in), at);
            case LIMITS_CHANGED -> readLimits(in, at);
            case SPO2_SCALE_CHANGED ->
                new Spo2ScaleChanged(at, in.text(), Math.toIntExact(in.signed()));
            default -> throw new JournalFormatException("unknown event " + tag);
        };
    }

    private static void writeAdmitted(ByteWriter out, Admitted e) {
        out.text(e.by());
        out.text(e.name());
        out.text(e.ward().value());
        out.text(e.bed().value());
        out.byte8(Codes.of(e.profile()));
        out.signed(e.spo2Scale());
    }

    private static Admitted readAdmitted(ByteReader in, long at) {
        return new Admitted(
                at,
                in.text(),
                in.text(),
                ward(in),
                bed(in),
                Codes.profile(in.byte8()),
                Math.toIntExact(in.signed()));
    }

    private static void writeMark(ByteWriter out, DeviceId device, long epoch, long seq) {
        out.text(device.value());
        out.signed(epoch);
        out.signed(seq);
    }

    private static void writeCharted(ByteWriter out, ChartedByHand e) {
        out.text(e.by());
        out.unsigned(e.values().mask());
        for (int place = 0; place < e.values().size(); place++) {
            DoubleColumn.write(out, new double[] {e.values().number(place)});
        }
        out.byte8(Codes.of(e.charted()));
    }

    private static Values readValues(ByteReader in) {
        int mask = in.atMost((1 << Vital.COUNT) - 1);
        double[] numbers = new double[Integer.bitCount(mask)];
        for (int place = 0; place < numbers.length; place++) {
            numbers[place] = DoubleColumn.read(in, 1)[0];
        }
        return Values.of(mask, numbers);
    }

    private static void writeRaised(ByteWriter out, AlarmRaised e, long base) {
        DeviceId device = e.device();
        out.text(e.id().value());
        out.text(e.condition());
        out.byte8(Codes.of(e.vital()));
        out.nullableText(device == null ? null : device.value());
        out.byte8(Codes.of(e.kind()));
        out.byte8(Codes.of(e.priority()));
        out.signed(e.onset() - base);
        out.nullableDouble(e.value());
        out.nullableDouble(e.limit());
    }

    private static AlarmRaised readRaised(ByteReader in, long at, long base) {
        return new AlarmRaised(
                alarm(in),
                in.text(),
                Codes.vital(in.byte8()),
                nullableDevice(in),
                Codes.kind(in.byte8()),
                Codes.priority(in.byte8()),
                base + in.signed(),
                at,
                in.nullableDouble(),
                in.nullableDouble());
    }

    private static void writeLimits(ByteWriter out, LimitsChanged e) {
        out.text(e.by());
        out.signed(e.version());
        out.unsigned(e.conditions().size());
        for (Condition condition : e.conditions()) {
            writeCondition(out, condition);
        }
    }

    private static LimitsChanged readLimits(ByteReader in, long at) {
        String by = in.text();
        long version = in.signed();
        int count = in.atMost(CONDITIONS_MAX);
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            conditions.add(readCondition(in));
        }
        return new LimitsChanged(at, by, version, List.copyOf(conditions));
    }

    static void writeCondition(ByteWriter out, Condition condition) {
        out.text(condition.name());
        out.byte8(Codes.of(condition.vital()));
        out.byte8(Codes.of(condition.side()));
        out.double64(condition.bound());
        out.byte8(Codes.of(condition.priority()));
        out.signed(condition.delayMs());
        out.signed(condition.leakPercent());
        out.double64(condition.hysteresis());
        out.signed(condition.clearDelayMs());
        out.flag(condition.enabled());
    }

    static Condition readCondition(ByteReader in) {
        return new Condition(
                in.text(),
                Codes.vital(in.byte8()),
                Codes.side(in.byte8()),
                in.double64(),
                Codes.priority(in.byte8()),
                in.signed(),
                Math.toIntExact(in.signed()),
                in.double64(),
                in.signed(),
                in.flag());
    }

    private static AlarmId alarm(ByteReader in) {
        return new AlarmId(in.text());
    }

    private static WardId ward(ByteReader in) {
        return new WardId(in.text());
    }

    private static BedId bed(ByteReader in) {
        return new BedId(in.text());
    }

    private static DeviceId device(ByteReader in) {
        return new DeviceId(in.text());
    }

    private static @Nullable DeviceId nullableDevice(ByteReader in) {
        String device = in.nullableText();
        return device == null ? null : new DeviceId(device);
    }

    private static IllegalStateException frame() {
        return new IllegalStateException("frames are stored in columns");
    }
}
