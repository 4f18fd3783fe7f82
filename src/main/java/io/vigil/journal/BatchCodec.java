package io.vigil.journal;

import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.replica.Versions;
import io.vigil.journal.FrameGroup.Shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch as bytes, and back without loss.
 *
 * <p>The idea: nearly all of a journal is frames, and a device's frames look alike. Frames of the
 * same shape (device, epoch, vitals present) form a group that is stored in columns; the few other
 * events are stored one by one. A stream of runs keeps the order across them exactly: replay must
 * see what was decided in the order it was decided.
 *
 * <pre>
 * format 3: version, number, published, sent, stamps, count, time of the first event, groups, runs,
 *           columns of each group, other events, CRC-32C
 * format 2: the same without sent and stamps, as rows without either are still written
 * format 1: the same without published
 * </pre>
 *
 * <p>The checksum is ours because a flipped bit in a packed column is still a number: only a
 * checksum tells it from a measurement.
 */
public final class BatchCodec {

    private static final int VERSION_SHARED = 3;
    private static final int VERSION = 2;
    private static final int VERSION_UNPUBLISHED = 1;

    /** The kind of a run of other events; a group's kind is its place, from 1. */
    private static final int OTHER = 0;

    private BatchCodec() {}

    /** A run of the order stream. */
    private record Run(int kind, int length) {}

    public static byte[] encode(Batch batch) {
        ByteWriter out = new ByteWriter();
        write(out, batch);
        return out.toCheckedBytes();
    }

    /**
     * Reads every format.
     *
     * @throws JournalFormatException if these are not the bytes of a batch
     */
    public static Batch decode(byte[] bytes) {
        ByteReader in = ByteReader.checked(bytes);
        try {
            return read(in);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new JournalFormatException("not a batch: " + e.getMessage(), e);
        }
    }

    static void write(ByteWriter out, Batch batch) {
        boolean isShared = batch.isShared();
        out.byte8(isShared ? VERSION_SHARED : VERSION);
        out.unsigned(batch.number());
        out.unsigned(batch.published());
        if (isShared) {
            SiteNames names = new SiteNames();
            names.writeVersions(out, batch.sent());
            StampCodec.write(out, names, batch.stamps());
        }
        out.unsigned(batch.events().size());
        if (!batch.events().isEmpty()) {
            writeEvents(out, batch.events());
        }
    }

    /** To the end. */
    static Batch read(ByteReader in) {
        int version = in.byte8();
        if (version < VERSION_UNPUBLISHED || version > VERSION_SHARED) {
            throw new JournalFormatException("unknown batch format " + version);
        }
        long number = in.unsigned();
        long published = version == VERSION_UNPUBLISHED ? 0 : in.unsigned();
        boolean isShared = version == VERSION_SHARED;
        SiteNames names = new SiteNames();
        Versions sent = isShared ? names.readVersions(in) : Versions.NONE;
        List<Stamp> stamps = isShared ? StampCodec.read(in, names) : List.of();
        int count = in.atMost(Batch.EVENTS_MAX);
        List<PatientEvent> events = count == 0 ? List.of() : readEvents(in, count);
        in.expectEnd();
        return new Batch(number, published, events, stamps, sent);
    }

    private static void writeEvents(ByteWriter out, List<PatientEvent> events) {
        long base = events.getFirst().at();
        Map<Shape, FrameGroup> groups = new LinkedHashMap<>();
        List<PatientEvent> others = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        for (PatientEvent event : events) {
            int kind = OTHER;
            if (event instanceof Observed frame) {
                FrameGroup group = groups.computeIfAbsent(
                        Shape.of(frame), shape -> new FrameGroup(shape, groups.size() + 1));
                group.frames().add(frame);
                kind = group.kind();
            } else {
                others.add(event);
            }
            extend(runs, kind);
        }
        out.signed(base);
        FrameGroup.writeShapes(out, List.copyOf(groups.keySet()));
        writeRuns(out, runs);
        for (FrameGroup group : groups.values()) {
            group.writeColumns(out, base);
        }
        for (PatientEvent other : others) {
            EventRow.write(out, other, base);
        }
    }

    private static void extend(List<Run> runs, int kind) {
        if (!runs.isEmpty() && runs.getLast().kind() == kind) {
            runs.add(new Run(kind, runs.removeLast().length() + 1));
        } else {
            runs.add(new Run(kind, 1));
        }
    }

    private static void writeRuns(ByteWriter out, List<Run> runs) {
        for (Run run : runs) {
            boolean single = run.length() == 1;
            out.unsigned(run.kind() << 1 | (single ? 0 : 1));
            if (!single) {
                out.unsigned(run.length() - 2);
            }
        }
    }

    private static List<PatientEvent> readEvents(ByteReader in, int count) {
        long base = in.signed();
        List<Shape> shapes = FrameGroup.readShapes(in, count);
        List<Run> runs = readRuns(in, shapes.size(), count);
        int[] counts = new int[shapes.size() + 1];
        for (Run run : runs) {
            counts[run.kind()] += run.length();
        }
        List<List<? extends PatientEvent>> byKind = new ArrayList<>(counts.length);
        byKind.add(List.of());
        for (int kind = 1; kind < counts.length; kind++) {
            if (counts[kind] == 0) {
                throw new JournalFormatException("group " + kind + " has no frames");
            }
            byKind.add(FrameGroup.readColumns(in, shapes.get(kind - 1), counts[kind], base));
        }
        byKind.set(OTHER, readOthers(in, counts[OTHER], base));
        return ordered(runs, byKind, count);
    }

    private static List<Run> readRuns(ByteReader in, int groups, int count) {
        List<Run> runs = new ArrayList<>();
        int left = count;
        while (left > 0) {
            int head = in.atMost(groups << 1 | 1);
            int length = (head & 1) == 0 ? 1 : in.atMost(left) + 2;
            if (length > left) {
                throw new JournalFormatException("a run of " + length + " with " + left + " left");
            }
            runs.add(new Run(head >>> 1, length));
            left -= length;
        }
        return runs;
    }

    private static List<PatientEvent> readOthers(ByteReader in, int count, long base) {
        List<PatientEvent> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            others.add(EventRow.read(in, base));
        }
        return others;
    }

    private static List<PatientEvent> ordered(
            List<Run> runs, List<List<? extends PatientEvent>> byKind, int count) {
        int[] next = new int[byKind.size()];
        List<PatientEvent> events = new ArrayList<>(count);
        for (Run run : runs) {
            int from = next[run.kind()];
            next[run.kind()] = from + run.length();
            events.addAll(byKind.get(run.kind()).subList(from, next[run.kind()]));
        }
        return events;
    }
}
