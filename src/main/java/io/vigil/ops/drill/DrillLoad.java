package io.vigil.ops.drill;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.Profile;
import io.vigil.ops.load.AlarmLedger;
import io.vigil.ops.load.AlarmWatch;
import io.vigil.ops.load.LoadException;
import io.vigil.ops.load.LoadPlan;
import io.vigil.ops.load.Parallel;
import io.vigil.ops.load.ShapedFrames;
import io.vigil.ops.replay.BedClient;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Disorder;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.FrameSource;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.Playback;
import io.vigil.ops.replay.Recording;
import io.vigil.ops.replay.RecordingReader;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The patients of a drill, their devices, and a screen for each ward on each node. Some play the
 * built-in recordings, so that values and alarms are those of real patients; the others' shaped
 * frames raise an alarm every half minute, so that some are due whatever moment a fault takes.
 */
final class DrillLoad implements AutoCloseable {

    private static final int SHAPED = 35;
    private static final int VITALS = 9;
    private static final int ALARM_EVERY_SECONDS = 30;
    private static final int LINKS_PER_NODE = 2;

    /** Far more than any fault lasts at one frame a second. */
    private static final int FRAMES_KEPT = 1024;

    private static final Duration CONNECT_BOUND = Duration.ofSeconds(60);

    private final DrillSite site;
    private final Consumer<String> progress;
    private final LongAdder holds = new LongAdder();
    private final String prefix;
    private final HttpClient http = DeviceLink.client();
    private final AlarmLedger alarms = new AlarmLedger();
    private final List<DrillBed> beds = new ArrayList<>();
    private final Map<DeviceId, DrillBed> byDevice = new ConcurrentHashMap<>();
    private final List<DeviceLink> links = new ArrayList<>();
    private final List<Hearing> hearings = new ArrayList<>();
    private final List<AlarmWatch> screens = new ArrayList<>();
    private final BedSender sender;

    private DrillLoad(DrillSite site, Consumer<String> progress) {
        this.site = site;
        this.progress = progress;
        this.prefix = "drill-" + Long.toString(System.currentTimeMillis(), 36) + "-";
        this.sender = new BedSender(beds, alarms);
    }

    /** Admits the patients, and lets devices and screens connect. */
    static DrillLoad open(DrillSite site, Consumer<String> progress)
            throws DrillException, InterruptedException {
        DrillLoad load = new DrillLoad(site, progress);
        try {
            load.connect();
            return load;
        } catch (LoadException | IOException e) {
            load.close();
            throw new DrillException(String.valueOf(e.getMessage()), e);
        } catch (DrillException | InterruptedException | RuntimeException e) {
            load.close();
            throw e;
        }
    }

    private void connect() throws LoadException, IOException, DrillException, InterruptedException {
        Map<DrillBed.Place, FrameSource> patients = patients();
        List<WardId> wards =
                patients.keySet().stream().map(DrillBed.Place::ward).distinct().toList();
        for (DrillSite.Home home : site.homes(wards)) {
            Map<DrillBed.Place, FrameSource> here = new LinkedHashMap<>(patients);
            here.keySet().removeIf(place -> !home.wards().contains(place.ward()));
            connect(home, here);
        }
        if (!Waiting.until(CONNECT_BOUND, () -> beds.stream().allMatch(DrillBed::isStreaming))) {
            throw new DrillException(
                    "not all devices were let in within " + CONNECT_BOUND.toSeconds() + " s");
        }
    }

    private void connect(DrillSite.Home home, Map<DrillBed.Place, FrameSource> patients)
            throws LoadException, InterruptedException {
        admit(home.servers().getFirst(), List.copyOf(patients.keySet()));
        int before = links.size();
        for (int link = 0; link < LINKS_PER_NODE * home.servers().size(); link++) {
            Hearing hearing = new Hearing();
            hearings.add(hearing);
            links.add(DeviceLink.share(
                    http,
                    from(home.servers(), link),
                    site.deviceToken(prefix),
                    Format.CBOR,
                    hearing,
                    FRAMES_KEPT));
        }
        long now = System.currentTimeMillis();
        patients.forEach((place, source) -> {
            int number = before + beds.size() % (links.size() - before);
            Hearing hearing = hearings.get(number);
            DrillBed bed = new DrillBed(
                    place,
                    home.servers().getFirst(),
                    source,
                    links.get(number).device(place.device(), now),
                    () -> hearing.cutNanos,
                    now);
            beds.add(bed);
            // Before the first frame: nothing is acked yet.
            byDevice.put(place.device(), bed);
        });
        for (WardId ward : home.wards()) {
            for (URI node : home.servers()) {
                screens.add(AlarmWatch.open(http, node, site.leadToken(), ward, this::saw));
            }
        }
    }

    /** All of them, each link beginning with another one. */
    private static List<URI> from(List<URI> servers, int link) {
        List<URI> nodes = new ArrayList<>(servers);
        Collections.rotate(nodes, -link);
        return nodes;
    }

    /** The wards that its patients are in. */
    static List<WardId> wards() throws IOException {
        return RecordingReader.builtin().stream()
                .map(Recording::ward)
                .distinct()
                .toList();
    }

    private Map<DrillBed.Place, FrameSource> patients() throws IOException {
        Map<DrillBed.Place, FrameSource> patients = new LinkedHashMap<>();
        List<WardId> wards = wards();
        for (Recording recording : RecordingReader.builtin()) {
            patients.put(
                    new DrillBed.Place(
                            new PatientId(prefix + recording.id()),
                            recording.ward(),
                            recording.bed(),
                            recording.name(),
                            recording.profile()),
                    new Playback(recording, 1));
        }
        LoadPlan plan =
                new LoadPlan(SHAPED, 1, 1, VITALS, Format.CBOR, 0, 1, ALARM_EVERY_SECONDS, 0);
        for (int number = 0; number < SHAPED; number++) {
            patients.put(
                    new DrillBed.Place(
                            new PatientId(prefix + number),
                            wards.get(number % wards.size()),
                            new BedId("d" + number),
                            "Drill " + number,
                            Profile.ADULT),
                    new ShapedFrames(plan, number));
        }
        return patients;
    }

    private void admit(URI server, List<DrillBed.Place> places)
            throws LoadException, InterruptedException {
        BedClient client = new BedClient(http, server, site.leadToken());
        Parallel.each(places.size(), number -> {
            DrillBed.Place place = places.get(number);
            client.admit(place.patient(), place.name(), place.ward(), place.bed(), place.profile());
            client.assign(place.patient(), place.device());
        });
    }

    /** The beds are free again; what was recorded of the patients stays. */
    void discharge() throws DrillException, InterruptedException {
        BedClient client = new BedClient(http, site.http().getFirst(), site.leadToken());
        try {
            Parallel.each(
                    beds.size(),
                    number -> client.discharge(beds.get(number).place().patient()));
        } catch (LoadException e) {
            throw new DrillException(String.valueOf(e.getMessage()), e);
        }
    }

    private void saw(JsonNode alarm, long nowNanos) {
        boolean isOurs = alarm.path("patient").asText().startsWith(prefix);
        if (isOurs && alarm.path("kind").asText().equals(Kind.PHYSIOLOGICAL.code())) {
            alarms.saw(alarm.path("id").asText(), nowNanos);
        }
    }

    HttpClient http() {
        return http;
    }

    AlarmLedger alarms() {
        return alarms;
    }

    List<DrillBed> beds() {
        return beds;
    }

    BedSender sender() {
        return sender;
    }

    /** How often a device was told to wait, so far. */
    long holds() {
        return holds.sum();
    }

    void cutDevices() {
        links.forEach(DeviceLink::cut);
    }

    void disorder(RandomGenerator random) {
        links.forEach(link -> link.disorder(new Disorder(new Random(random.nextLong()))));
    }

    void order() {
        links.forEach(link -> link.disorder(null));
    }

    /** Screens of each ward on each node that never read. */
    List<DeafScreen> openDeafScreens(int each) throws DrillException {
        List<DeafScreen> opened = new ArrayList<>();
        List<WardId> wards =
                beds.stream().map(bed -> bed.place().ward()).distinct().toList();
        for (URI node : site.http()) {
            for (WardId ward : wards) {
                for (int number = 0; number < each; number++) {
                    opened.add(DeafScreen.open(node, site.leadToken(), ward));
                }
            }
        }
        return opened;
    }

    @Override
    public void close() {
        sender.close();
        screens.forEach(AlarmWatch::close);
        links.forEach(DeviceLink::close);
        http.shutdownNow();
    }

    /** What one connection hears; calls come one at a time. */
    private final class Hearing implements LinkListener {

        private volatile long cutNanos;

        @Override
        public void disconnected(String reason) {
            cutNanos = System.nanoTime();
            progress.accept("devices lost their connection: " + reason);
        }

        @Override
        public void held(DeviceId device, String reason) {
            holds.increment();
        }

        @Override
        public void acked(DeviceId device, long seq) {
            tell(device, seq);
        }

        /** Says what is durable too, after an ack was lost with its connection. */
        @Override
        public void ready(DeviceId device, long epoch, long acked, @Nullable PatientId patient) {
            tell(device, acked);
        }

        private void tell(DeviceId device, long seq) {
            DrillBed bed = byDevice.get(device);
            if (bed != null) {
                bed.acked(seq, System.nanoTime());
            }
        }
    }
}
