package io.vigil.core.vitals;

import io.vigil.core.Nullable;

/**
 * What a person notes beside the measured values; either may be null for 'not noted'.
 *
 * @param oxygen true when the patient breathes supplemental oxygen, false on air
 */
public record Charted(
        @Nullable Consciousness consciousness, @Nullable Boolean oxygen) {

    public static final Charted NONE = new Charted(null, null);

    public boolean isEmpty() {
        return consciousness == null && oxygen == null;
    }
}
