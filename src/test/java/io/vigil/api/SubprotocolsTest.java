package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.api.Subprotocols.Agreed;
import io.vigil.api.Subprotocols.Encoding;

import org.junit.jupiter.api.Test;

import java.util.List;

class SubprotocolsTest {

    @Test
    void theFirstThatFitsWins() {
        assertThat(Subprotocols.ALARMS.choose(
                        List.of("x", "vigil.alarms.v1+cbor", "vigil.alarms.v1+json")))
                .contains(new Agreed("vigil.alarms.v1+cbor", Encoding.CBOR));
        assertThat(Subprotocols.ALARMS.choose(
                        List.of("vigil.alarms.v1+json", "vigil.alarms.v1+cbor")))
                .contains(new Agreed("vigil.alarms.v1+json", Encoding.JSON));
    }

    @Test
    void theBearerIsNeverChosen() {
        assertThat(Subprotocols.DEVICES.choose(List.of("bearer.a.b.c", "vigil.device.v1+json")))
                .contains(new Agreed("vigil.device.v1+json", Encoding.JSON));
        assertThat(Subprotocols.DEVICES.choose(List.of("bearer.a.b.c"))).isEmpty();
    }

    @Test
    void anotherStreamsOrVersionsDoNotFit() {
        assertThat(Subprotocols.DEVICES.choose(List.of(
                        "vigil.alarms.v1+json",
                        "vigil.device.v2+json",
                        "vigil.device.v1",
                        "VIGIL.DEVICE.V1+JSON")))
                .isEmpty();
        assertThat(Subprotocols.DEVICES.choose(List.of())).isEmpty();
    }

    @Test
    void theProblemSaysWhatToOffer() {
        assertThat(Subprotocols.DEVICES.noneFits())
                .isEqualTo(Problem.badRequest("none of the offered subprotocols fits: offer "
                        + "vigil.device.v1+json or vigil.device.v1+cbor"));
    }
}
