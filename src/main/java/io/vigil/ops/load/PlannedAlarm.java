package io.vigil.ops.load;

/** Follows one patient's frames by the alarm rule, to know which of them must raise the alarm. */
final class PlannedAlarm {

    static final long NONE = -1;

    private long onsetMs = NONE;
    private boolean raised;

    /**
     * Takes the next frame that is sent.
     *
     * @param beyond whether its heart rate is over the limit
     * @return the onset of the alarm that this frame must raise, or {@link #NONE}
     */
    long onsetRaisedBy(boolean beyond, long atMs) {
        if (!beyond) {
            onsetMs = NONE;
            raised = false;
            return NONE;
        }
        if (onsetMs == NONE) {
            onsetMs = atMs;
        }
        if (raised || atMs - onsetMs < LoadShape.DELAY_MS) {
            return NONE;
        }
        raised = true;
        return onsetMs;
    }
}
