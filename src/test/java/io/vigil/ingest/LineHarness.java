package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;
import io.vigil.telemetry.Hop;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.AfterEach;

import java.util.ArrayList;
import java.util.List;

/** One device's line without actors, and all that it says and asks. */
abstract class LineHarness implements DeviceLine.Session<String> {

    static final DeviceId MONITOR = new DeviceId("mon-1");
    static final PatientId ANN = new PatientId("p-1");
    static final PatientId BOB = new PatientId("p-2");
    static final long NOW = 1_764_000_000_000L;
    static final int CREDIT = Bounds.CREDIT_FRAMES;

    /** Where the patients' entities are. */
    final String ann = "ann's";

    final String bob = "bob's";
    final List<ServerMessage> said = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<Long> claims = new ArrayList<>();
    final List<PatientCommand.FromDevice> forwarded = new ArrayList<>();
    final List<WardAlarm> found = new ArrayList<>();

    @Nullable
    String finder;

    @Nullable
    String refusal;

    private final Hop hop = new Metrics().sessionHop();
    final DeviceLine<String> line = new DeviceLine<>(MONITOR, this, hop);

    @AfterEach
    void everyFrameIsAccountedFor() {
        assertThat(hop.imbalance()).isZero();
        line.end();
        assertThat(hop.imbalance()).isZero();
        assertThat(hop.inFlightNow()).isZero();
    }

    @Override
    public void found(WardAlarm alarm, @Nullable String entity) {
        found.add(alarm);
        finder = entity;
    }

    void stream() {
        line.hello(hello(), 7, NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);
        line.welcome(ANN, 2, 41, ann, NOW);
        said.clear();
    }

    static DeviceMessage.Hello hello() {
        return new DeviceMessage.Hello(MONITOR, 2, 42, NOW + 8);
    }

    static DeviceMessage.Observe observe(long seq) {
        return new DeviceMessage.Observe(
                MONITOR, seq, NOW, Values.of(Vital.HR, 80), 0, Charted.NONE, List.of());
    }

    static ServerMessage error(String reason) {
        return new ServerMessage.ErrorMessage(reason, MONITOR);
    }

    @Override
    public void say(ServerMessage message) {
        said.add(message);
    }

    @Override
    public void sayRefused(ServerMessage.RefusedFrame message) {
        said.add(message);
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    @Override
    public void claim(DeviceId device, long helloNanos) {
        asked.add("claim");
        claims.add(helloNanos);
    }

    @Override
    public void greet(PatientId patient, DeviceId device, long epoch, long next, long deviceAt) {
        asked.add("greet " + patient + " epoch " + epoch + " next " + next + " at " + deviceAt);
    }

    @Override
    public void forward(String entity, PatientCommand.FromDevice frame, long receivedNanos) {
        assertThat(entity).isEqualTo(line.entity());
        forwarded.add(frame);
    }
}
