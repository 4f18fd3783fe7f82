package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;

class FrameCodecTest {

    private static final DeviceId MONITOR = new DeviceId("mon-1");

    @Test
    void readsEveryMessageOfTheProtocol() {
        assertThat(understood("{'type':'hello','device':'mon-1','epoch':2,'next':7,'at':1764}"))
                .isEqualTo(new DeviceMessage.Hello(MONITOR, 2, 7, 1764));
        assertThat(understood("{'type':'technical','device':'mon-1','seq':3,'at':5,"
                        + "'condition':'leads-off','active':true}"))
                .isEqualTo(new DeviceMessage.Technical(MONITOR, 3, 5, "leads-off", true));
        assertThat(understood("{'type':'gap','device':'mon-1','seq':3,'through':9}"))
                .isEqualTo(new DeviceMessage.Gap(MONITOR, 3, 9));
        assertThat(understood("{'type':'bye','device':'mon-1'}"))
                .isEqualTo(new DeviceMessage.Bye(MONITOR));
        assertThat(understood("{'type':'observe','device':'mon-1','seq':1,'at':1764000000000,"
                        + "'values':{'temp':37.25,'hr':80},'spot':['temp'],"
                        + "'charted':{'consciousness':'V','oxygen':true}}"))
                .isEqualTo(new DeviceMessage.Observe(
                        MONITOR,
                        1,
                        1_764_000_000_000L,
                        Values.of(Vital.HR, 80).with(Vital.TEMP, 37.25),
                        Vital.TEMP.bit(),
                        new Charted(Consciousness.V, true),
                        List.of()));
    }

    @Test
    void readsTheSameFromCbor() throws IOException {
        Map<String, Object> frame = Map.of(
                "type",
                "observe",
                "device",
                "mon-1",
                "seq",
                4,
                "at",
                1_764_000_000_000L,
                "values",
                Map.of("hr", 80, "temp", 36.5f));

        assertThat(FrameCodec.decodeCbor(new CBORMapper().writeValueAsBytes(frame)))
                .isEqualTo(new Decoded.Understood(new DeviceMessage.Observe(
                        MONITOR,
                        4,
                        1_764_000_000_000L,
                        Values.of(Vital.HR, 80).with(Vital.TEMP, 36.5),
                        0,
                        Charted.NONE,
                        List.of())));
    }

    @Test
    void typeMayComeLastAndAdditionsAreIgnored() {
        assertThat(understood("{'device':'mon-1','seq':['odd'],'firmware':{'v':[1,{'x':2}]},"
                        + "'active':7,'type':'bye'}"))
                .isEqualTo(new DeviceMessage.Bye(MONITOR));
    }

    @Test
    void refusesPartsOfAFrameByNameAndTakesTheRest() {
        assertThat(observed("{'hr':80,'sats':97,'rr':'12','sbp':null,'dbp':[70],'map':{'m':1},"
                        + "'pr':1e999,'etco2':1,'etco2':2}"))
                .isEqualTo(new DeviceMessage.Observe(
                        MONITOR,
                        1,
                        5,
                        Values.of(Vital.HR, 80),
                        0,
                        Charted.NONE,
                        List.of(
                                new Refused("sats", "unknown vital"),
                                new Refused("rr", "not a number"),
                                new Refused("sbp", "not a number"),
                                new Refused("dbp", "not a number"),
                                new Refused("map", "not a number"),
                                new Refused("pr", "not a number"),
                                new Refused("etco2", "given twice"))));
    }

    @Test
    void refusesNumbersOfCborThatAreNone() throws IOException {
        Map<String, Object> frame = Map.of(
                "type",
                "observe",
                "device",
                "mon-1",
                "seq",
                1,
                "at",
                5,
                "values",
                Map.of(
                        "hr", Double.NaN,
                        "rr", Double.POSITIVE_INFINITY,
                        "pr", Float.NEGATIVE_INFINITY));

        Decoded decoded = FrameCodec.decodeCbor(new CBORMapper().writeValueAsBytes(frame));

        assertThat(((DeviceMessage.Observe) message(decoded)).problems())
                .containsExactlyInAnyOrder(
                        new Refused("hr", "not a number"),
                        new Refused("rr", "not a number"),
                        new Refused("pr", "not a number"));
    }

    @Test
    void refusesWhatIsWrongInSpotAndCharted() {
        DeviceMessage.Observe frame = (DeviceMessage.Observe)
                understood("{'type':'observe','device':'mon-1','seq':1,'at':5,"
                        + "'values':{'temp':37},'spot':['temp','sats',3,'hr'],"
                        + "'charted':{'consciousness':'X','oxygen':'yes'}}");

        assertThat(frame.spot()).isEqualTo(Vital.TEMP.bit());
        assertThat(frame.charted()).isEqualTo(Charted.NONE);
        assertThat(frame.problems())
                .containsExactly(
                        new Refused("spot", "unknown vital: 'sats'"),
                        new Refused("spot", "unknown vital: no text"),
                        new Refused("consciousness", "must be A, C, V, P or U"),
                        new Refused("oxygen", "must be true or false"));
    }

    @Test
    void namesNoMoreProblemsThanItsBound() {
        StringBuilder values = new StringBuilder("{'hr':80");
        for (int i = 0; i < 1000; i++) {
            values.append(",'v").append(i).append("':1");
        }

        DeviceMessage.Observe frame = observed(values.append('}').toString());

        assertThat(frame.problems()).hasSize(32);
        assertThat(frame.values()).isEqualTo(Values.of(Vital.HR, 80));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'device':'mon-1'} | field 'type' is missing",
                "{'type':'wave','device':'mon-1'}"
                        + "| field 'type' must be hello, observe, technical, gap or bye",
                "{'type':7,'device':'mon-1'} | field 'type' must be a text",
                "{'type':'bye'} | field 'device' is missing",
                "{'type':'bye','device':'a b'}"
                        + "| field 'device' must be a text that matches [A-Za-z0-9._-]{1,64}",
                "{'type':'bye','device':'a','device':'b'} | field 'device' is given twice",
                "{'type':'hello','device':'a','epoch':1,'at':1} | field 'next' is missing",
                "{'type':'hello','device':'a','epoch':1.5,'next':1,'at':1}"
                        + "| field 'epoch' must be a whole number",
                "{'type':'hello','device':'a','epoch':1,'next':0,'at':1}"
                        + "| field 'next' must be a whole number from 1 to 9007199254740991",
                "{'type':'gap','device':'a','seq':99999999999999999999,'through':3}"
                        + "| field 'seq' must be a whole number from 1 to 9007199254740991",
                "{'type':'gap','device':'a','seq':4,'through':3}"
                        + "| field 'through' must not be below 'seq'",
                "{'type':'observe','device':'a','seq':1,'at':1} | field 'values' is missing",
                "{'type':'observe','device':'a','seq':1,'at':1,'values':[]}"
                        + "| field 'values' must be an object",
                "{'type':'observe','device':'a','seq':1,'at':1,'values':{},'spot':'hr'}"
                        + "| field 'spot' must be a list of vitals",
                "{'type':'observe','device':'a','seq':1,'at':1,'values':{},'charted':1}"
                        + "| field 'charted' must be an object",
                "{'type':'technical','device':'a','seq':1,'at':1,'condition':'x','active':1}"
                        + "| field 'active' must be true or false",
                "[] | a message is an object",
                "{'type':'bye','device':'a'}{} | a message is one object and nothing after it",
            })
    void saysWhatIsWrongWithAMessage(String text, String reason) {
        assertThat(decode(text)).isInstanceOf(Decoded.NotUnderstood.class);
        assertThat(((Decoded.NotUnderstood) decode(text)).reason()).isEqualTo(reason);
    }

    @Test
    void saysWhichDeviceAMessageSpokeOf() {
        assertThat(decode("{'type':'observe','device':'mon-1'}"))
                .isEqualTo(new Decoded.NotUnderstood("field 'seq' is missing", MONITOR));
    }

    @Test
    void whatIsNoJsonIsNoMessage() {
        for (String text :
                List.of("", "hello", "{", "{'type':", "null", "\u0000", "{'type':'bye'")) {
            assertThat(decode(text)).as(text).isInstanceOf(Decoded.NotUnderstood.class);
        }
        assertThat(decode("[".repeat(5000))).isInstanceOf(Decoded.NotUnderstood.class);
        assertThat(decode("{'x':" + "[".repeat(5000))).isInstanceOf(Decoded.NotUnderstood.class);
    }

    @Test
    void writesEveryMessageOfTheProtocol() {
        PatientId patient = new PatientId("p-17");
        assertThat(json(new ServerMessage.Ready(MONITOR, 2, 41, 64, patient)))
                .isEqualTo("{'type':'ready','device':'mon-1','epoch':2,'acked':41,'credit':64,"
                        + "'patient':'p-17'}");
        assertThat(json(new ServerMessage.Ready(MONITOR, 2, 0, 64, null)))
                .isEqualTo("{'type':'ready','device':'mon-1','epoch':2,'acked':0,'credit':64,"
                        + "'patient':null}");
        assertThat(json(new ServerMessage.Ack(MONITOR, 2, 42, 64)))
                .isEqualTo("{'type':'ack','device':'mon-1','epoch':2,'seq':42,'credit':64}");
        assertThat(json(new ServerMessage.RefusedFrame(
                        MONITOR, 3, List.of(new Refused("a\"b", "unknown vital")))))
                .isEqualTo("{'type':'refused','device':'mon-1','seq':3,"
                        + "'problems':[{'field':'a\\'b','reason':'unknown vital'}]}");
        assertThat(json(new ServerMessage.Hold(MONITOR, "unassigned")))
                .isEqualTo("{'type':'hold','device':'mon-1','reason':'unassigned'}");
        assertThat(json(new ServerMessage.Go(MONITOR, "ready")))
                .isEqualTo("{'type':'go','device':'mon-1','reason':'ready'}");
        assertThat(json(new ServerMessage.Assigned(MONITOR, null)))
                .isEqualTo("{'type':'assigned','device':'mon-1','patient':null}");
        assertThat(json(new ServerMessage.ErrorMessage("over credit", MONITOR)))
                .isEqualTo("{'type':'error','reason':'over credit','device':'mon-1'}");
        assertThat(json(new ServerMessage.ErrorMessage("not JSON", null)))
                .isEqualTo("{'type':'error','reason':'not JSON'}");
    }

    @Test
    void writesTheSameInCbor() throws IOException {
        for (ServerMessage message : List.of(
                new ServerMessage.Ack(MONITOR, 2, 42, 64),
                new ServerMessage.Assigned(MONITOR, new PatientId("p-1")),
                new ServerMessage.RefusedFrame(
                        MONITOR, 3, List.of(new Refused("x", "unknown vital"))))) {
            assertThat(new CBORMapper().readTree(FrameCodec.encodeCbor(message)))
                    .isEqualTo(new ObjectMapper().readTree(FrameCodec.encodeJson(message)));
        }
    }

    private static Decoded decode(String text) {
        return FrameCodec.decodeJson(text.replace('\'', '"'));
    }

    private static String json(ServerMessage message) {
        return FrameCodec.encodeJson(message).replace('"', '\'');
    }

    private static DeviceMessage.Observe observed(String values) {
        return (DeviceMessage.Observe) understood(
                "{'type':'observe','device':'mon-1','seq':1,'at':5,'values':" + values + "}");
    }

    private static DeviceMessage understood(String text) {
        return message(decode(text));
    }

    private static DeviceMessage message(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Understood.class);
        return ((Decoded.Understood) decoded).message();
    }
}
