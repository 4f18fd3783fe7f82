package io.vigil.app.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;
import io.vigil.patient.PatientEntity;
import io.vigil.ward.EncodedChange;
import io.vigil.ward.WardEntity;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every message that may cross to another node comes back as it went. */
class RemoteModuleTest {

    private static final Config REMOTE = ConfigFactory.parseResources("remote.conf");
    private static final ActorTestKit KIT = ActorTestKit.create(REMOTE.withFallback(
            ConfigFactory.parseString("pekko.actor.allow-java-serialization = off")));
    private static final int TIMES = 50;
    private static final RandomRecords RECORDS =
            new RandomRecords(Gen.random(Gen.seed()), KIT.createTestProbe().getRef());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<Class<?>> messages() throws ClassNotFoundException {
        List<Class<?>> messages = new ArrayList<>();
        for (String bound :
                REMOTE.getConfig("pekko.actor.serialization-bindings").root().keySet()) {
            collect(Class.forName(bound), messages);
        }
        return messages.stream();
    }

    private static void collect(Class<?> type, List<Class<?>> into) {
        if (type.isSealed()) {
            for (Class<?> each : type.getPermittedSubclasses()) {
                collect(each, into);
            }
        } else if (type.isRecord() && Modifier.isPublic(type.getModifiers())) {
            into.add(type);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyPublicMessageComesBackAsItWent(Class<?> type) {
        for (int i = 0; i < TIMES; i++) {
            Object message = RECORDS.of(type);
            assertThat(thereAndBack(message)).isEqualTo(message);
        }
    }

    @Test
    void theTimeThatAFrameArrivedKeepsItsAge() {
        TestProbe<DeviceNotice> session = KIT.createTestProbe();
        long received = System.nanoTime() - 5_000_000_000L;
        PatientEntity.FromDevice back =
                (PatientEntity.FromDevice) thereAndBack(new PatientEntity.FromDevice(
                        new PatientCommand.Observe(
                                new DeviceId("mon-1"),
                                1,
                                2,
                                3,
                                Values.of(Vital.HR, 80.5),
                                0,
                                Charted.NONE,
                                4),
                        received,
                        session.getRef()));
        assertThat(back.receivedNanos()).isBetween(received, System.nanoTime() - 4_000_000_000L);
    }

    @Test
    void aChangeIsRenderedOnceForAllNodes() {
        EncodedChange encoded = new RemoteCodecs.Received("{\"number\":1}", new byte[] {1, 2, 3});
        WardEntity.Change back = (WardEntity.Change) thereAndBack(
                new WardEntity.Change(1, (WardAlarm) RECORDS.of(WardAlarm.class), encoded, 0));
        assertThat(back.encoded().json()).isEqualTo(encoded.json());
        assertThat(back.encoded().cbor()).isEqualTo(encoded.cbor());
        assertThat(back.receivedNanos()).isZero();
    }

    @Test
    void nobodyIsNobodyAfterIt() {
        var nobody = new DeviceNotice.Claimed(new DeviceId("mon-1"), null, 3, 4);
        assertThat(thereAndBack(nobody)).isEqualTo(nobody);
    }

    private static Object thereAndBack(Object message) {
        Serialization serialization = SerializationExtension.get(KIT.system());
        var serializer = serialization.findSerializerFor(message);
        String manifest = Serializers.manifestFor(serializer, message);
        byte[] bytes = serialization.serialize(message).get();
        return serialization
                .deserialize(bytes, serializer.identifier(), manifest)
                .get();
    }
}
