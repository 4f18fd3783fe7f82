package io.vigil.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity;

import org.junit.jupiter.api.Test;

import java.util.List;

class WireJsonTest {

    private static final PatientId PATIENT = new PatientId("p-17");
    private static final WardId ICU = new WardId("icu-1");

    /** The protocol's own example. */
    private static final WardAlarm EXAMPLE = shown(new Alarm(
            new AlarmId("p-17.spo2-low.m8zq3k0w"),
            "spo2-low",
            Vital.SPO2,
            null,
            Kind.PHYSIOLOGICAL,
            Priority.MEDIUM,
            1764000000000L,
            1764000010000L,
            86.0,
            90.0,
            null,
            null,
            false));

    private static final String EXAMPLE_TEXT = """
        {"id":"p-17.spo2-low.m8zq3k0w","patient":"p-17","ward":"icu-1","bed":"4",\
        "condition":"spo2-low","vital":"spo2","kind":"physiological","priority":"medium",\
        "state":"active","onset":1764000000000,"raised":1764000010000,"value":86,"limit":90,\
        "recorded":true,"acknowledged":null,"ended":null,"site":"central"}\
        """;

    @Test
    void anAlarmIsTheProtocolsExampleToTheLetter() {
        assertThat(Wire.text(to -> AlarmJson.write(to, EXAMPLE))).isEqualTo(EXAMPLE_TEXT);
    }

    @Test
    void aTechnicalAlarmHasNoVitalAndAnAcknowledgedOneSaysByWhom() {
        Alarm alarm = new Alarm(
                AlarmId.of(PATIENT, "no-data", 1),
                "no-data",
                null,
                new DeviceId("monitor-1"),
                Kind.TECHNICAL,
                Priority.HIGH,
                1,
                2,
                null,
                null,
                new Acknowledgement("nurse", 3, Priority.HIGH),
                4L,
                false);

        assertThat(Wire.text(to -> AlarmJson.write(to, shown(alarm))))
                .contains("\"vital\":null,\"kind\":\"technical\"")
                .contains("\"value\":null,\"limit\":null")
                .contains("\"acknowledged\":{\"by\":\"nurse\",\"at\":3,\"priority\":\"high\"}")
                .contains("\"state\":\"ended\"")
                .contains("\"ended\":4");
    }

    @Test
    void numbersThatAreWholeAreWrittenSo() {
        Values values = Values.of(Vital.HR, 72).with(Vital.TEMP, 36.6).with(Vital.ETCO2, -0.0);

        assertThat(Wire.text(to -> VitalsJson.write(to, values)))
                .isEqualTo("{\"hr\":72,\"temp\":36.6,\"etco2\":0}");
    }

    @Test
    void aScoreNamesItsPartsAndTheMissingOnes() {
        News2 news2 = News2.of(3, 0, 2, 1, News2.MISSING, 0, 0);

        assertThat(Wire.text(to -> News2Json.write(to, news2)))
                .isEqualTo("{\"score\":6,\"complete\":false,\"parts\":{\"rr\":3,\"spo2\":0,"
                        + "\"oxygen\":2,\"sbp\":1,\"pulse\":null,\"consciousness\":0,"
                        + "\"temp\":0}}");
    }

    @Test
    void theMessagesHaveTheirTypesAndFields() {
        PatientVitals vitals = new PatientVitals(PATIENT, 9, Values.of(Vital.HR, 72), News2.NONE);

        assertThat(text(StreamJson.gap(new WardEntity.Gap(4, 9))))
                .isEqualTo("{\"type\":\"gap\",\"from\":4,\"through\":9}");
        assertThat(text(StreamJson.heartbeat(new WardEntity.Heartbeat(9, 10))))
                .isEqualTo("{\"type\":\"heartbeat\",\"number\":9,\"at\":10}");
        assertThat(text(StreamJson.done("a"))).isEqualTo("{\"type\":\"done\",\"alarm\":\"a\"}");
        assertThat(text(StreamJson.error("no", null)))
                .isEqualTo("{\"type\":\"error\",\"reason\":\"no\"}");
        assertThat(text(StreamJson.vitals(vitals)))
                .startsWith("{\"type\":\"vitals\",\"patient\":\"p-17\",\"at\":9,"
                        + "\"values\":{\"hr\":72},\"news2\":{\"score\":0,");
        assertThat(text(StreamJson.snapshot(
                        new WardEntity.Snapshot(ICU, "f", 9, List.of(EXAMPLE)))))
                .isEqualTo("{\"type\":\"snapshot\",\"ward\":\"icu-1\",\"feed\":\"f\",\"number\":9,"
                        + "\"alarms\":["
                        + EXAMPLE_TEXT
                        + "]}");
    }

    @Test
    void aChangeIsTheSameInBothFormats() throws Exception {
        WireChange change = new WireChange(7, EXAMPLE);
        JsonNode fromText = new ObjectMapper().readTree(change.json());
        JsonNode fromBytes = new CBORMapper().readTree(change.cbor());

        assertThat(change.json())
                .isEqualTo("{\"type\":\"change\",\"number\":7,\"alarm\":" + EXAMPLE_TEXT + "}");
        assertThat(fromBytes).isEqualTo(fromText);
        assertThat(change.cbor()).isSameAs(change.cbor());
    }

    private static String text(Wire.Body body) {
        return Wire.text(body);
    }

    private static WardAlarm shown(Alarm alarm) {
        return new WardAlarm(PATIENT, ICU, new BedId("4"), alarm, true, "central");
    }
}
