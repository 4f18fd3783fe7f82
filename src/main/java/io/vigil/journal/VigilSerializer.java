package io.vigil.journal;

import static io.vigil.journal.SmallEventCodec.reading;
import static io.vigil.journal.SmallEventCodec.writing;

import io.vigil.core.device.DeviceEvent;
import io.vigil.core.ward.WardEvent;
import io.vigil.core.ward.WardListed;

import org.apache.pekko.serialization.SerializerWithStringManifest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What Vigil stores, in one table: a manifest, its class, and how it becomes bytes and back.
 *
 * <p>A manifest names a format, not a class: classes may be renamed, a manifest never. A new format
 * of the same thing is a new line with the next number; the old line stays as an upcaster, which
 * reads the old bytes into today's class and writes no more. A golden file for every line proves it.
 */
public final class VigilSerializer extends SerializerWithStringManifest {

    /** In every journal row; journal.conf says it to Pekko. */
    public static final int ID = 7601;

    /** A patient's rows, as they are written of a patient of one site. */
    public static final String BATCH = "patient-batch/2";

    /** Of a patient of several sites: the same, and which envelopes the events are. */
    public static final String BATCH_SHARED = "patient-batch/3";

    /** Before there were feeds. */
    static final String BATCH_UNPUBLISHED = "patient-batch/1";

    /** A patient's snapshot, of one site. */
    static final String STATE = "patient-state/2";

    /** With what several sites have decided. */
    static final String STATE_SHARED = "patient-state/3";

    static final List<Format<?>> FORMATS = List.of(
            new Format<>(BATCH, Batch.class, BatchCodec::encode, BatchCodec::decode),
            new Format<>(BATCH_SHARED, Batch.class, BatchCodec::encode, BatchCodec::decode),
            new Format<>(STATE, Recorded.class, RecordedCodec::encode, RecordedCodec::decode),
            new Format<>(
                    STATE_SHARED, Recorded.class, RecordedCodec::encode, RecordedCodec::decode),
            new Format<>(
                    "ward-enrolled/1",
                    WardEvent.Enrolled.class,
                    writing(SmallEventCodec::writeEnrolled),
                    reading(SmallEventCodec::readEnrolled)),
            new Format<>(
                    "ward-departed/1",
                    WardEvent.Departed.class,
                    writing(SmallEventCodec::writeDeparted),
                    reading(SmallEventCodec::readDeparted)),
            new Format<>(
                    "ward-left/1",
                    WardEvent.Left.class,
                    writing(SmallEventCodec::writeWardLeft),
                    reading(SmallEventCodec::readWardLeft)),
            new Format<>(
                    "ward-listed/1",
                    WardListed.class,
                    writing(SmallEventCodec::writeListed),
                    reading(SmallEventCodec::readListed)),
            new Format<>(
                    "device-assigned/1",
                    DeviceEvent.Assigned.class,
                    writing(SmallEventCodec::writeAssigned),
                    reading(SmallEventCodec::readAssigned)),
            new Format<>(
                    "device-left/1",
                    DeviceEvent.Left.class,
                    writing(SmallEventCodec::writeDeviceLeft),
                    reading(SmallEventCodec::readDeviceLeft)),
            new Format<>(
                    "device-joined/1",
                    DeviceEvent.Joined.class,
                    writing(SmallEventCodec::writeJoined),
                    reading(SmallEventCodec::readJoined)));

    /** Formats that are read but no longer written. */
    static final List<Upcaster> UPCASTERS = List.of(
            new Upcaster(BATCH_UNPUBLISHED, BatchCodec::decode),
            new Upcaster("patient-state/1", RecordedCodec::decode));

    private static final Map<String, Format<?>> BY_MANIFEST = FORMATS.stream()
            .collect(Collectors.toUnmodifiableMap(Format::manifest, format -> format));

    /** Of what is written in more than one format, the first: {@link #manifestOf} knows which. */
    private static final Map<Class<?>, Format<?>> BY_CLASS = FORMATS.stream()
            .collect(Collectors.toUnmodifiableMap(
                    Format::type, format -> format, (first, other) -> first));

    private static final Map<String, Function<byte[], ?>> READERS = readers();

    record Format<T>(
            String manifest,
            Class<T> type,
            Function<T, byte[]> writer,
            Function<byte[], T> reader) {

        byte[] write(Object value) {
            return writer.apply(type.cast(value));
        }
    }

    record Upcaster(String manifest, Function<byte[], ?> reader) {}

    @Override
    public int identifier() {
        return ID;
    }

    @Override
    public String manifest(Object value) {
        return format(value).manifest();
    }

    @Override
    public byte[] toBinary(Object value) {
        return format(value).write(value);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        Function<byte[], ?> reader = READERS.get(manifest);
        if (reader == null) {
            throw new JournalFormatException("unknown manifest " + manifest);
        }
        return reader.apply(bytes);
    }

    /** What a patient of one site doesn't need is not written of one. */
    public static String manifestOf(Batch batch) {
        return batch.isShared() ? BATCH_SHARED : BATCH;
    }

    private static Format<?> format(Object value) {
        Format<?> format = switch (value) {
            case Batch batch -> BY_MANIFEST.get(manifestOf(batch));
            case Recorded recorded -> BY_MANIFEST.get(recorded.isShared() ? STATE_SHARED : STATE);
            default -> BY_CLASS.get(value.getClass());
        };
        if (format == null) {
            throw new IllegalArgumentException("not stored: " + value.getClass().getName());
        }
        return format;
    }

    private static Map<String, Function<byte[], ?>> readers() {
        Map<String, Function<byte[], ?>> readers = new HashMap<>();
        FORMATS.forEach(format -> readers.put(format.manifest(), format.reader()));
        UPCASTERS.forEach(upcaster -> readers.put(upcaster.manifest(), upcaster.reader()));
        return Map.copyOf(readers);
    }
}
