package io.vigil.core.vitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.DeviceId;

import org.junit.jupiter.api.Test;

class ReadingsTest {

    private static final DeviceId MONITOR = new DeviceId("monitor");
    private static final DeviceId PUMP = new DeviceId("pump");
    private static final int HR_AND_TEMP = Vital.HR.bit() | Vital.TEMP.bit();

    private final Values frame = Values.of(HR_AND_TEMP, new double[] {72, 36.8});
    private final Readings readings =
            Readings.NONE.with(frame, HR_AND_TEMP, 1000, MONITOR, Vital.TEMP.bit());

    @Test
    void aFrameRenewsItsVitalsAlone() {
        assertThat(readings.get(Vital.HR)).isEqualTo(new Reading(72, 1000, MONITOR, false));
        assertThat(readings.get(Vital.TEMP)).isEqualTo(new Reading(36.8, 1000, MONITOR, true));
        assertThat(readings.get(Vital.SPO2)).isNull();
        assertThat(readings.mask()).isEqualTo(HR_AND_TEMP);
        assertThat(readings.newest()).isEqualTo(1000);
    }

    @Test
    void onlyWhatIsRenewedChangesAndWhatWasStaysAsItWas() {
        Readings later = readings.with(
                Values.of(HR_AND_TEMP, new double[] {80, 39}), Vital.HR.bit(), 2000, PUMP, 0);
        assertThat(later.get(Vital.HR)).isEqualTo(new Reading(80, 2000, PUMP, false));
        assertThat(later.get(Vital.TEMP)).isEqualTo(new Reading(36.8, 1000, MONITOR, true));
        assertThat(readings.get(Vital.HR)).isEqualTo(new Reading(72, 1000, MONITOR, false));
        assertThat(readings.with(frame, 0, 3000, PUMP, 0)).isSameAs(readings);
    }

    @Test
    void aVitalMeasuredOnceIsNoLongerSoWithItsNextStream() {
        Readings later = readings.with(frame, HR_AND_TEMP, 2000, null, 0);
        assertThat(later.isSpot(Vital.TEMP)).isFalse();
        assertThat(later.device(Vital.TEMP)).isNull();
    }

    @Test
    void theyAreEqualToWhatTheyAreMadeOf() {
        Reading[] all = new Reading[Vital.COUNT];
        for (Vital vital : Vital.values()) {
            all[vital.ordinal()] = readings.get(vital);
        }
        assertThat(Readings.of(all)).isEqualTo(readings).hasSameHashCodeAs(readings);
        assertThat(Readings.of(new Reading[Vital.COUNT])).isEqualTo(Readings.NONE);
        assertThat(Readings.NONE).isNotEqualTo(readings);
        assertThat(Readings.NONE.newest()).isEqualTo(Readings.NEVER);
    }

    @Test
    void thereIsNoValueOfAVitalThatHasNone() {
        assertThatThrownBy(() -> Readings.NONE.value(Vital.HR))
                .isInstanceOf(IllegalStateException.class);
    }
}
