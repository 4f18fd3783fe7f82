package io.vigil.core.ward;

import io.vigil.core.WardId;

/** The directory of wards learned of one: patients lie there, so it is to be woken after a start. */
public record WardListed(long at, WardId ward) {}
