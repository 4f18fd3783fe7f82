package io.vigil.ops.load;

import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.FrameSource;

import java.util.List;

/** One patient's frames of a {@link LoadPlan}, without end. */
public final class ShapedFrames implements FrameSource {

    private final LoadPlan plan;
    private final LoadShape shape;
    private final int patient;
    private int frame;

    public ShapedFrames(LoadPlan plan, int patient) {
        this.plan = plan;
        this.shape = new LoadShape(plan);
        this.patient = patient;
    }

    @Override
    public long dueMs() {
        return plan.dueMs(patient, frame);
    }

    @Override
    public List<Frame> frames(long at) {
        return List.of(new Frame.Observation(at, shape.values(patient, frame), 0, shape.charted()));
    }

    @Override
    public void advance() {
        frame++;
    }
}
