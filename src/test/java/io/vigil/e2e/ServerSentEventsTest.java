package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.api.ContractValidator;
import io.vigil.api.ContractValidator.Stream;
import io.vigil.e2e.EventReader.Event;
import io.vigil.security.Principal;
import io.vigil.security.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** A screen that was away, beside one that never was: both must have been told the same. */
class ServerSentEventsTest {

    private static final long NOW = System.currentTimeMillis();
    private static final double LOW = 85;
    private static final double WELL = 120;

    @TempDir
    Path folder;

    private final List<EventReader> screens = new ArrayList<>();
    private final List<Event> told = new ArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private ServerProcess server;
    private ContractValidator contract;
    private Socket device;
    private EventReader stayed;
    private long seq;

    @BeforeEach
    void start() throws Exception {
        server = ServerProcess.start(folder);
        Rest rest = new Rest(server.http(), server.token(Role.LEAD));
        contract = ContractValidator.of(
                rest.get("/openapi.json").toString(), rest.get("/asyncapi.json").toString());
        rest.admit("p-sse", "w-sse", "1");
        rest.assign("p-sse", "sse-1");
        device = Socket.open(
                server.http(),
                "/v1/stream/devices",
                server.token(Principal.gateway("gateway", "sse-")),
                "vigil.device.v1+json");
        device.hello("sse-1", 1);
        stayed = screen(null);
        told.add(stayed.next());
    }

    @AfterEach
    void stop() throws Exception {
        System.out.println(server.tail());
        screens.forEach(EventReader::close);
        device.close();
        server.close();
        assertThat(problems).as("what the contract says").isEmpty();
    }

    @Test
    void aScreenThatComesBackIsToldAllThatItMissedAndThenGoesOn() throws Exception {
        EventReader leaves = screen(null);
        List<Event> seen = new ArrayList<>();
        seen.add(leaves.next());
        anAlarmIsRaised();
        seen.addAll(leaves.upTo(number()));
        leaves.close();
        String lastEventId = seen.getLast().id();

        anAlarmEnds();
        anAlarmIsRaised();
        anAlarmEnds();
        EventReader back = screen(lastEventId);
        List<Event> missed = back.upTo(number());
        assertThat(missed).isEqualTo(toldAfter(lastEventId)).hasSizeGreaterThan(2);

        anAlarmIsRaised();
        seen.addAll(missed);
        seen.addAll(back.upTo(number()));
        assertThat(seen).isEqualTo(told);
        assertThat(told.stream().skip(1).map(Event::id))
                .as("changes are numbered without a hole")
                .isEqualTo(LongStream.rangeClosed(1, number())
                        .mapToObj(number -> feed() + ":" + number)
                        .toList());
    }

    @Test
    void aScreenOfAnotherFeedIsToldWhatIsOpenAndNothingOfWhatWas() throws Exception {
        anAlarmIsRaised();
        anAlarmEnds();
        anAlarmIsRaised();
        String now = feed() + ":" + number();

        EventReader other = screen("another-feed:1");
        Event first = other.next();
        assertThat(first.type()).isEqualTo("snapshot");
        assertThat(first.id()).isEqualTo(now);
        assertThat(first.data().path("alarms"))
                .containsExactly(told.getLast().data().path("alarm"));

        anAlarmEnds();
        assertThat(other.upTo(number())).isEqualTo(toldAfter(now));
    }

    private void anAlarmIsRaised() throws Exception {
        measure(LOW, alarm -> alarm.path("ended").isNull());
    }

    private void anAlarmEnds() throws Exception {
        measure(WELL, alarm -> !alarm.path("ended").isNull());
    }

    /** Until the screen that stays has been told that it is recorded. */
    private void measure(double sbp, Predicate<JsonNode> becomes) throws Exception {
        seq++;
        device.send(Messages.cuff("sse-1", seq, NOW + seq * 1000, sbp));
        JsonNode alarm;
        do {
            told.add(stayed.next());
            alarm = told.getLast().data().path("alarm");
        } while (!alarm.path("condition").asText().equals("sbp-low")
                || !alarm.path("recorded").asBoolean()
                || !becomes.test(alarm));
    }

    private EventReader screen(String lastEventId) throws Exception {
        EventReader screen = new EventReader(
                server.http().resolve("/v1/stream/alarms?ward=w-sse"),
                server.token(Role.VIEWER),
                lastEventId,
                event -> problems.addAll(contract.fromServer(Stream.ALARMS, event.data())));
        screens.add(screen);
        return screen;
    }

    private String feed() {
        return told.getFirst().data().path("feed").asText();
    }

    /** Where the feed is, as the screen that stays knows. */
    private long number() {
        return told.getLast().data().path("number").asLong();
    }

    private List<Event> toldAfter(String id) {
        int place = told.stream().map(Event::id).toList().indexOf(id);
        assertThat(place).as(id).isNotNegative();
        return told.subList(place + 1, told.size());
    }
}
