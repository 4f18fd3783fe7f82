package io.vigil.journal;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.OpenAlarms;

import java.util.ArrayList;
import java.util.List;

/** A patient's stay and open alarms as bytes of a snapshot: each record's fields in their order. */
final class AlarmCodec {

    private static final int ALARMS_MAX = 4096;

    private AlarmCodec() {}

    static void writeStay(ByteWriter out, @Nullable Admission stay) {
        out.flag(stay != null);
        if (stay != null) {
            writeAdmission(out, stay);
        }
    }

    static @Nullable Admission readStay(ByteReader in) {
        return in.flag() ? readAdmission(in) : null;
    }

    static void writeAlarms(ByteWriter out, OpenAlarms alarms) {
        out.unsigned(alarms.list().size());
        alarms.list().forEach(alarm -> writeAlarm(out, alarm));
    }

    private static void writeAdmission(ByteWriter out, Admission admission) {
        out.text(admission.name());
        out.text(admission.ward().value());
        out.text(admission.bed().value());
        out.byte8(Codes.of(admission.profile()));
        out.signed(admission.spo2Scale());
        out.signed(admission.admittedAt());
        out.nullableSigned(admission.dischargedAt());
    }

    private static Admission readAdmission(ByteReader in) {
        return new Admission(
                in.text(),
                new WardId(in.text()),
                new BedId(in.text()),
                Codes.profile(in.byte8()),
                Math.toIntExact(in.signed()),
                in.signed(),
                in.nullableSigned());
    }

    private static void writeAlarm(ByteWriter out, Alarm alarm) {
        out.text(alarm.id().value());
        out.text(alarm.condition());
        out.byte8(Codes.of(alarm.vital()));
        writeDevice(out, alarm.device());
        out.byte8(Codes.of(alarm.kind()));
        out.byte8(Codes.of(alarm.priority()));
        out.signed(alarm.onset());
        out.signed(alarm.raised());
        out.nullableDouble(alarm.value());
        out.nullableDouble(alarm.limit());
        writeAcknowledgement(out, alarm.acknowledged());
        out.nullableSigned(alarm.ended());
        out.flag(alarm.released());
    }

    static OpenAlarms readAlarms(ByteReader in) {
        int count = in.atMost(ALARMS_MAX);
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alarms.add(readAlarm(in));
        }
        return new OpenAlarms(alarms);
    }

    private static Alarm readAlarm(ByteReader in) {
        return new Alarm(
                new AlarmId(in.text()),
                in.text(),
                Codes.vital(in.byte8()),
                readDevice(in),
                Codes.kind(in.byte8()),
                Codes.priority(in.byte8()),
                in.signed(),
                in.signed(),
                in.nullableDouble(),
                in.nullableDouble(),
                readAcknowledgement(in),
                in.nullableSigned(),
                in.flag());
    }

    static void writeAcknowledgement(ByteWriter out, @Nullable Acknowledgement acknowledged) {
        out.flag(acknowledged != null);
        if (acknowledged != null) {
            out.text(acknowledged.by());
            out.signed(acknowledged.at());
            out.byte8(Codes.of(acknowledged.priority()));
        }
    }

    static @Nullable Acknowledgement readAcknowledgement(ByteReader in) {
        return in.flag()
                ? new Acknowledgement(in.text(), in.signed(), Codes.priority(in.byte8()))
                : null;
    }

    static void writeDevice(ByteWriter out, @Nullable DeviceId device) {
        out.nullableText(device == null ? null : device.value());
    }

    static @Nullable DeviceId readDevice(ByteReader in) {
        String device = in.nullableText();
        return device == null ? null : new DeviceId(device);
    }
}
