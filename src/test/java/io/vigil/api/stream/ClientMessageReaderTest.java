package io.vigil.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.api.json.Wire;
import io.vigil.api.stream.ClientMessage.Acknowledge;
import io.vigil.api.stream.ClientMessage.Bad;
import io.vigil.api.stream.ClientMessage.Received;
import io.vigil.core.AlarmId;
import io.vigil.core.Gen;
import io.vigil.core.alarm.Priority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

class ClientMessageReaderTest {

    private static final String ACKNOWLEDGE =
            "{\"type\":\"acknowledge\",\"alarm\":\"p-1.hr-high.1\",\"priority\":\"high\",\"x\":1}";

    @Test
    void bothMessagesAreRead() {
        assertThat(read("{\"type\":\"received\",\"number\":7}")).isEqualTo(new Received(7));
        assertThat(read(ACKNOWLEDGE))
                .isEqualTo(new Acknowledge(new AlarmId("p-1.hr-high.1"), Priority.HIGH));
    }

    @Test
    void theSameInCbor() throws Exception {
        byte[] cbor = new CBORMapper().writeValueAsBytes(new ObjectMapper().readTree(ACKNOWLEDGE));

        assertThat(ClientMessageReader.read(Wire.CBOR, cbor))
                .isEqualTo(new Acknowledge(new AlarmId("p-1.hr-high.1"), Priority.HIGH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "7",
                "null",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"snapshot\"}",
                "{\"type\":\"received\"}",
                "{\"type\":\"received\",\"number\":-1}",
                "{\"type\":\"received\",\"number\":1.5}",
                "{\"type\":\"received\",\"number\":\"7\"}",
                "{\"type\":\"received\",\"number\":99999999999999999999}",
                "{\"type\":\"received\",\"number\":1,\"number\":2}",
                "{\"type\":\"received\",\"number\":1}{}",
                "{\"type\":\"acknowledge\",\"priority\":\"high\"}",
                "{\"type\":\"acknowledge\",\"alarm\":\"\",\"priority\":\"high\"}",
                "{\"type\":\"acknowledge\",\"alarm\":\"a\",\"priority\":\"urgent\"}",
                "{\"type\":\"acknowledge\",\"alarm\":\"a\"}"
            })
    void whatIsNoMessageIsBadAndSaysWhy(String text) {
        assertThat(read(text)).isInstanceOf(Bad.class);
    }

    @Test
    void noBytesMakeItThrow() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = ACKNOWLEDGE.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(1, 8); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThat(ClientMessageReader.read(Wire.JSON, bytes)).isNotNull();
            assertThat(ClientMessageReader.read(Wire.CBOR, bytes)).isNotNull();
        }
    }

    private static ClientMessage read(String text) {
        return ClientMessageReader.read(Wire.JSON, text.getBytes(StandardCharsets.UTF_8));
    }
}
