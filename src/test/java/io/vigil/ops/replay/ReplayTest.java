package io.vigil.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vigil.core.BedId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class ReplayTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private TinyServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TinyServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void playsEveryBuiltinBed() throws Exception {
        List<Recording> recordings = RecordingReader.builtin();
        Replay replay = Replay.start(target(), recordings, 20, LinkListener.SILENT);
        for (Recording recording : recordings) {
            String device = Replay.device(recording).value();
            await().atMost(SOON).until(() -> server.known(device).durable.size() >= 3);
        }

        assertThat(replay.finish(SOON)).isTrue();
        assertThat(server.requests)
                .contains(
                        "POST /v1/patients {\"id\":\"demo-icu-1-1\",\"name\":\"Demo Alder\","
                                + "\"ward\":\"icu-1\",\"bed\":\"1\",\"profile\":\"adult\"}",
                        "PUT /v1/patients/demo-icu-1-1/devices/demo-icu-1-1.monitor ");
    }

    @Test
    void saysWhatTheServerRefused() throws Exception {
        Recording first = RecordingReader.builtin().getFirst();
        Recording taken = new Recording(
                first.id(),
                first.ward(),
                new BedId("taken"),
                first.name(),
                first.profile(),
                first.origin(),
                first.speed(),
                first.startMs(),
                first.lengthMs(),
                first.rows());

        assertThatThrownBy(() -> Replay.start(target(), List.of(taken), 1, LinkListener.SILENT))
                .isInstanceOf(ReplayException.class)
                .hasMessage("can't admit demo-icu-1-1: HTTP 409, the bed is taken");
        assertThatThrownBy(
                        () -> Replay.start(target(), List.of(first, first), 1, LinkListener.SILENT))
                .hasMessage("two recordings have the id demo-icu-1-1");
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        List<Recording> recordings = RecordingReader.builtin();
        Replay.Target nowhere = target();
        server.close();

        assertThatThrownBy(() -> Replay.start(nowhere, recordings, 1, LinkListener.SILENT))
                .isInstanceOf(ReplayException.class)
                .hasMessage("no answer from " + nowhere.server() + ": connection refused");
    }

    private Replay.Target target() {
        return new Replay.Target(server.uri(), TinyServer.TOKEN, TinyServer.TOKEN, Format.CBOR);
    }
}
