package io.vigil.ops.replay;

/** A recording that can't be read: which file, which line, what is wrong with it. */
public final class RecordingFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RecordingFormatException(String source, int line, String problem) {
        super(source + ":" + line + ": " + problem);
    }
}
