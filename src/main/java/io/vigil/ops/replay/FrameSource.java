package io.vigil.ops.replay;

import java.util.List;

/** What a device will say, and when: a recording's rows, or what a generator makes up. */
public interface FrameSource {

    /** How long after the beginning the next frames are due. */
    long dueMs();

    /** What the device says next; it may be nothing. */
    List<Frame> frames(long at);

    /** The next frames have been sent. */
    void advance();
}
