package io.vigil.bench.peers;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.load.AlarmWatch;
import io.vigil.ops.load.Parallel;
import io.vigil.ops.replay.BedClient;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.LinkedDevice;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Vigil as its users have it: a standalone server, devices on sockets that are acked when their
 * samples are in its journal, and screens that get the alarms.
 */
final class VigilContender implements Contender {

    private static final String PREFIX = "compare-";
    private static final int GATEWAYS = 20;
    private static final int FRAMES_KEPT = 64;
    private static final long ROOM_NANOS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Child child;
    private final HttpClient http = DeviceLink.client();
    private final URI server;
    private final TokenIssuer issuer;
    private final List<AlarmWatch> screens = new ArrayList<>();
    private final List<DeviceLink> links = new ArrayList<>();
    private final List<LinkedDevice> devices = new ArrayList<>();

    private VigilContender(Child child, URI server, Path data) {
        this.child = child;
        this.server = server;
        this.issuer = new TokenIssuer(TokenKey.open(data), InstantSource.system());
    }

    /** Starts the server and connects the patients' devices and the screens. */
    static VigilContender start(int patients, Path folder, Hearing hearing) throws Exception {
        Path data = folder.resolve("vigil");
        Child child = Child.start(
                folder.resolve("vigil.log"),
                "io.vigil.app.Main",
                "standalone",
                "--http",
                "127.0.0.1:0",
                "--data",
                data.toString());
        URI server = URI.create(child.await("vigil: listening on "));
        child.listen();
        VigilContender vigil = new VigilContender(child, server, data);
        vigil.admit(patients);
        vigil.connect(patients);
        vigil.watch(hearing);
        return vigil;
    }

    @Override
    public String name() {
        return "Vigil";
    }

    @Override
    public void send(int patient, Sample sample) throws InterruptedException {
        LinkedDevice device = devices.get(patient);
        Values values = Values.of(Vital.HR, sample.value());
        while (device.observe(sample.at(), values).isEmpty()) {
            if (device.isDone()) {
                throw new IllegalStateException(device.id() + " was put out");
            }
            LockSupport.parkNanos(ROOM_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public void awaitSafe() throws InterruptedException {
        for (LinkedDevice device : devices) {
            if (!device.awaitAcked(PATIENCE)) {
                throw new IllegalStateException(device.id() + " was not acked");
            }
        }
    }

    @Override
    public ProcessHandle process() {
        return child.handle();
    }

    /** Its journal is in its process. */
    @Override
    public @Nullable ProcessHandle broker() {
        return null;
    }

    @Override
    public void close() {
        screens.forEach(AlarmWatch::close);
        links.forEach(DeviceLink::close);
        http.shutdownNow();
        child.close();
    }

    private void admit(int patients) throws Exception {
        BedClient beds = new BedClient(http, server, lead());
        Parallel.each(patients, number -> {
            PatientId patient = new PatientId(Courses.patient(number));
            BedId bed = new BedId(String.valueOf(number / GATEWAYS + 1));
            beds.admit(patient, "Nobody", ward(number), bed, Profile.ADULT);
            beds.assign(patient, device(number));
        });
    }

    private void connect(int patients) throws InterruptedException {
        long epoch = System.currentTimeMillis();
        String token =
                issuer.issue(Principal.gateway("compare", PREFIX), PATIENCE.multipliedBy(60));
        for (int gateway = 0; gateway < GATEWAYS; gateway++) {
            links.add(DeviceLink.share(
                    http, List.of(server), token, Format.CBOR, LinkListener.SILENT, FRAMES_KEPT));
        }
        for (int number = 0; number < patients; number++) {
            devices.add(links.get(number % GATEWAYS).device(device(number), epoch));
        }
        for (LinkedDevice device : devices) {
            if (!device.awaitStreaming(PATIENCE)) {
                throw new IllegalStateException(device.id() + " was not let in");
            }
        }
    }

    private void watch(Hearing hearing) throws Exception {
        for (int ward = 0; ward < GATEWAYS; ward++) {
            screens.add(AlarmWatch.open(http, server, lead(), ward(ward), hearing::heard));
        }
    }

    private String lead() {
        return issuer.issue(
                Principal.person("compare", Role.LEAD, Set.of()), PATIENCE.multipliedBy(60));
    }

    private static WardId ward(int number) {
        return new WardId(PREFIX + "ward-" + number % GATEWAYS);
    }

    private static DeviceId device(int number) {
        return new DeviceId(Courses.patient(number) + ".monitor");
    }
}
