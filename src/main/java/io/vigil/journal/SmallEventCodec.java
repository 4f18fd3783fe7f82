package io.vigil.journal;

import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.device.DeviceEvent;
import io.vigil.core.ward.WardEvent;
import io.vigil.core.ward.WardListed;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** The rare events of wards and devices, one a row: the fields in the record's order. */
final class SmallEventCodec {

    private SmallEventCodec() {}

    /** Adds the checksum to what a writer writes. */
    static <T> Function<T, byte[]> writing(BiConsumer<ByteWriter, T> writer) {
        return event -> {
            ByteWriter out = new ByteWriter();
            writer.accept(out, event);
            return out.toCheckedBytes();
        };
    }

    /** Tests the checksum, and that a reader reads all there is. */
    static <T> Function<byte[], T> reading(Function<ByteReader, T> reader) {
        return bytes -> {
            ByteReader in = ByteReader.checked(bytes);
            try {
                T event = reader.apply(in);
                in.expectEnd();
                return event;
            } catch (IllegalArgumentException e) {
                throw new JournalFormatException("not an event: " + e.getMessage(), e);
            }
        };
    }

    static void writeEnrolled(ByteWriter out, WardEvent.Enrolled e) {
        out.signed(e.at());
        out.text(e.patient().value());
        out.text(e.name());
        out.text(e.bed().value());
    }

    static WardEvent.Enrolled readEnrolled(ByteReader in) {
        return new WardEvent.Enrolled(
                in.signed(), new PatientId(in.text()), in.text(), new BedId(in.text()));
    }

    static void writeDeparted(ByteWriter out, WardEvent.Departed e) {
        out.signed(e.at());
        out.text(e.patient().value());
    }

    static WardEvent.Departed readDeparted(ByteReader in) {
        return new WardEvent.Departed(in.signed(), new PatientId(in.text()));
    }

    static void writeWardLeft(ByteWriter out, WardEvent.Left e) {
        out.signed(e.at());
        out.text(e.patient().value());
    }

    static WardEvent.Left readWardLeft(ByteReader in) {
        return new WardEvent.Left(in.signed(), new PatientId(in.text()));
    }

    static void writeListed(ByteWriter out, WardListed e) {
        out.signed(e.at());
        out.text(e.ward().value());
    }

    static WardListed readListed(ByteReader in) {
        return new WardListed(in.signed(), new WardId(in.text()));
    }

    static void writeAssigned(ByteWriter out, DeviceEvent.Assigned e) {
        PatientId patient = e.patient();
        out.signed(e.at());
        out.text(e.by());
        out.nullableText(patient == null ? null : patient.value());
    }

    static DeviceEvent.Assigned readAssigned(ByteReader in) {
        return new DeviceEvent.Assigned(in.signed(), in.text(), nullablePatient(in));
    }

    static void writeDeviceLeft(ByteWriter out, DeviceEvent.Left e) {
        out.signed(e.at());
        out.signed(e.epoch());
        out.signed(e.seq());
    }

    static DeviceEvent.Left readDeviceLeft(ByteReader in) {
        return new DeviceEvent.Left(in.signed(), in.signed(), in.signed());
    }

    static void writeJoined(ByteWriter out, DeviceEvent.Joined e) {
        out.signed(e.at());
    }

    static DeviceEvent.Joined readJoined(ByteReader in) {
        return new DeviceEvent.Joined(in.signed());
    }

    private static @Nullable PatientId nullablePatient(ByteReader in) {
        String patient = in.nullableText();
        return patient == null ? null : new PatientId(patient);
    }
}
