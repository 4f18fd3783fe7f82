package io.vigil.ward;

import io.vigil.core.ward.WardAlarm;

/** How the ward's changes are written for screens; the API knows the wire format. */
@FunctionalInterface
public interface ChangeEncoder {

    EncodedChange encode(long number, WardAlarm alarm);
}
