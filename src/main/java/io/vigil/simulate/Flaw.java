package io.vigil.simulate;

/** A bug planted on purpose, by tests only, to show that the simulation finds it. */
public enum Flaw {
    /** A device is acked when its frame is decided, not when it is recorded. */
    ACKS_BEFORE_DURABLE,
    /** What was sent to a peer counts as having arrived. */
    CURSOR_FOLLOWS_SENDING,
    /** An acknowledgement from elsewhere covers the gravest priority, whatever was seen. */
    ACKNOWLEDGEMENT_COVERS_ALL,
    /** Whatever comes from elsewhere counts as having seen all that is here. */
    LAST_WRITER_WINS,
    /** A site that starts again goes on from a state that lacks its last row. */
    FORGETS_LAST_ROW,
    /** Whichever claim of a device comes last wins, also that of a connection it has left. */
    LAST_CLAIM_WINS,
    /** A session that greets the patient anew says ready as it did the first time. */
    READY_SAYS_WHAT_IT_SAID
}
