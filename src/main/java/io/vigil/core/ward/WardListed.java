package io.vigil.core.ward;

import io.vigil.core.WardId;

/** The directory learned of a ward: patients lie there, so it is to be woken after a start. */
public record WardListed(long at, WardId ward) {}
