package io.vigil.ops.replay;

/** One thing the server refused inside a frame; the rest of the frame counts. */
public record Problem(String field, String reason) {}
