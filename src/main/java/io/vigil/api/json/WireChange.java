package io.vigil.api.json;

import io.vigil.core.Nullable;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.EncodedChange;

/**
 * A change as the wire has it. The text is made by the ward, once for all its screens; the bytes
 * by whichever screen asks first. Two that ask at the same time may both make them: they are equal.
 */
public final class WireChange implements EncodedChange {

    private final long number;
    private final WardAlarm alarm;
    private final String json;
    private volatile byte @Nullable [] cbor;

    public WireChange(long number, WardAlarm alarm) {
        this.number = number;
        this.alarm = alarm;
        this.json = Wire.text(StreamJson.change(number, alarm));
    }

    @Override
    public String json() {
        return json;
    }

    @Override
    public byte[] cbor() {
        byte[] made = cbor;
        if (made == null) {
            made = Wire.CBOR.bytes(StreamJson.change(number, alarm));
            cbor = made;
        }
        return made;
    }
}
