package io.vigil.ops.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * When each row of a recording is due: from its start, over and over, at a speed. Pure: it knows no
 * clock, only how long after the beginning.
 */
public final class Playback implements FrameSource {

    private final Recording recording;
    private final double speed;
    private int row;
    private long lap;
    private Set<String> technical = Set.of();

    /**
     * @param speed 1 plays at the recording's own speed
     */
    public Playback(Recording recording, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed must be above 0, got " + speed);
        }
        this.recording = recording;
        this.speed = speed * recording.speed();
        this.row = firstFrom(recording);
    }

    private static int firstFrom(Recording recording) {
        int row = 0;
        while (recording.rows().get(row).timeMs() < recording.startMs()) {
            row++;
        }
        return row;
    }

    @Override
    public long dueMs() {
        long timeMs = row().timeMs() - recording.startMs();
        return Math.round((timeMs + lap * (double) recording.lengthMs()) / speed);
    }

    /** What the device says for the next row: conditions that ended or began, then the values. */
    @Override
    public List<Frame> frames(long at) {
        Recording.Row next = row();
        List<Frame> frames = new ArrayList<>();
        for (String ended : difference(technical, next.technical())) {
            frames.add(new Frame.Technical(at, ended, false));
        }
        for (String begun : difference(next.technical(), technical)) {
            frames.add(new Frame.Technical(at, begun, true));
        }
        if (next.isMeasured()) {
            frames.add(new Frame.Observation(at, next.values(), next.spot(), next.charted()));
        }
        return frames;
    }

    @Override
    public void advance() {
        technical = row().technical();
        row++;
        if (row == recording.rows().size()) {
            row = 0;
            lap++;
        }
    }

    private Recording.Row row() {
        return recording.rows().get(row);
    }

    private static Set<String> difference(Set<String> from, Set<String> without) {
        Set<String> rest = new TreeSet<>(from);
        rest.removeAll(without);
        return rest;
    }
}
