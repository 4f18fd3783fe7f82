package io.vigil.journal;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;

/** Frames of one shape, stored in columns: sequence numbers, times, and one for each vital. */
final class FrameGroup {

    private static final int MASK_MAX = (1 << Vital.COUNT) - 1;

    private final Shape shape;
    private final int kind;
    private final List<Observed> frames = new ArrayList<>();

    FrameGroup(Shape shape, int kind) {
        this.shape = shape;
        this.kind = kind;
    }

    /** All that frames of a group have in common; {@code mask}: the vitals present. */
    record Shape(DeviceId device, long epoch, int mask, int spot, Charted charted) {

        static Shape of(Observed frame) {
            return new Shape(
                    frame.device(),
                    frame.epoch(),
                    frame.values().mask(),
                    frame.spot(),
                    frame.charted());
        }
    }

    /** This group's kind in the order stream. */
    int kind() {
        return kind;
    }

    List<Observed> frames() {
        return frames;
    }

    static void writeShapes(ByteWriter out, List<Shape> shapes) {
        out.unsigned(shapes.size());
        List<DeviceId> devices = new ArrayList<>();
        for (Shape shape : shapes) {
            // A device is named once: 0 and its name, then its place from 1.
            int place = devices.indexOf(shape.device()) + 1;
            out.unsigned(place);
            if (place == 0) {
                devices.add(shape.device());
                out.text(shape.device().value());
            }
            out.signed(shape.epoch());
            out.unsigned(shape.mask());
            out.unsigned(shape.spot());
            out.byte8(Codes.of(shape.charted()));
        }
    }

    static List<Shape> readShapes(ByteReader in, int countMax) {
        int count = in.atMost(countMax);
        List<Shape> shapes = new ArrayList<>();
        List<DeviceId> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = in.atMost(devices.size());
            if (place == 0) {
                devices.add(new DeviceId(in.text()));
                place = devices.size();
            }
            shapes.add(new Shape(
                    devices.get(place - 1),
                    in.signed(),
                    in.atMost(MASK_MAX),
                    in.atMost(MASK_MAX),
                    Codes.charted(in.byte8())));
        }
        return shapes;
    }

    void writeColumns(ByteWriter out, long base) {
        long[] seqs = new long[frames.size()];
        long[] times = new long[frames.size()];
        for (int i = 0; i < frames.size(); i++) {
            seqs[i] = frames.get(i).seq();
            times[i] = frames.get(i).at() - base;
        }
        LongColumn.write(out, seqs, 0);
        LongColumn.write(out, times, 0);
        for (int place = 0; place < Integer.bitCount(shape.mask()); place++) {
            double[] numbers = new double[frames.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = frames.get(i).values().number(place);
            }
            DoubleColumn.write(out, numbers);
        }
    }

    static List<Observed> readColumns(ByteReader in, Shape shape, int count, long base) {
        long[] seqs = LongColumn.read(in, in.byte8(), count);
        long[] times = LongColumn.read(in, in.byte8(), count);
        double[][] columns = new double[Integer.bitCount(shape.mask())][];
        for (int place = 0; place < columns.length; place++) {
            columns[place] = DoubleColumn.read(in, count);
        }
        List<Observed> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            double[] numbers = new double[columns.length];
            for (int place = 0; place < columns.length; place++) {
                numbers[place] = columns[place][i];
            }
            frames.add(new Observed(
                    shape.device(),
                    shape.epoch(),
                    seqs[i],
                    base + times[i],
                    Values.of(shape.mask(), numbers),
                    shape.spot(),
                    shape.charted()));
        }
        return frames;
    }
}
