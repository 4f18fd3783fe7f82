package io.vigil.journal;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.alarm.Side;
import io.vigil.core.device.DeviceEvent;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.Profile;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardEvent;
import io.vigil.core.ward.WardListed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each golden file must decode to. The key is the file's name: the manifest it was written
 * with, and what is in it. Entries are added, never changed: they are what old journals hold.
 */
final class GoldenValues {

    private static final long T = 1_764_000_000_000L;
    private static final DeviceId DEVICE = new DeviceId("monitor-4");
    private static final WardId WARD = new WardId("icu-1");
    private static final BedId BED = new BedId("4");
    private static final AlarmId ALARM = new AlarmId("p-17.spo2-low.m8zq3k0w");

    private static final SiteId CENTRE = new SiteId("centre");
    private static final SiteId EDGE = new SiteId("edge-icu-1");

    private GoldenValues() {}

    static Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map.Entry<String, List<PatientEvent>> entry : patientEvents().entrySet()) {
            all.put("patient-batch/1/" + entry.getKey(), new Batch(7, entry.getValue()));
        }
        all.put("patient-batch/1/empty", new Batch(1, List.of()));
        all.put("patient-batch/1/everything", new Batch(300, everything()));
        all.put("patient-batch/2/unpublished", new Batch(7, frames()));
        all.put("patient-batch/2/published", new Batch(300, 299, everything()));
        all.put("patient-batch/2/closing", new Batch(301, 301, List.of()));
        all.put("patient-state/1/admitted", withoutFeed(admitted(0)));
        all.put("patient-state/1/unknown", Recorded.unknown(new PatientId("p-17")));
        all.put("patient-state/2/admitted", admitted(4));
        all.put("patient-state/2/unknown", Recorded.unknown(new PatientId("p-17")));
        all.put("patient-batch/3/own", Batch.of(7, 3, own(), false));
        all.put("patient-batch/3/another-sites-ahead", Batch.of(8, 0, anothers(), true));
        all.put("patient-batch/3/packed", packed());
        all.put(
                "patient-batch/3/closing",
                new Batch(302, 0, List.of()).with(Versions.of(EDGE, 302)));
        all.put("patient-state/3/shared", shared());
        PatientId patient = new PatientId("p-17");
        all.put("ward-enrolled/1/one", new WardEvent.Enrolled(T, patient, "Žofie", BED));
        all.put("ward-departed/1/one", new WardEvent.Departed(T, patient));
        all.put("ward-left/1/one", new WardEvent.Left(T, patient));
        all.put("ward-listed/1/one", new WardListed(T, WARD));
        all.put("device-assigned/1/patient", new DeviceEvent.Assigned(T, "lead-1", patient));
        all.put("device-assigned/1/nobody", new DeviceEvent.Assigned(T, "lead-1", null));
        all.put("device-left/1/one", new DeviceEvent.Left(T, 2, 12_345));
        all.put("device-joined/1/one", new DeviceEvent.Joined(T));
        return all;
    }

    private static Map<String, List<PatientEvent>> patientEvents() {
        Map<String, List<PatientEvent>> events = new LinkedHashMap<>();
        events.put(
                "admitted",
                List.of(new PatientEvent.Admitted(
                        T, "lead-1", "Žofie", WARD, BED, Profile.CHILD, 2)));
        events.put("transferred", List.of(new PatientEvent.Transferred(T, "lead-1", WARD, BED)));
        events.put("discharged", List.of(new PatientEvent.Discharged(T, "lead-1")));
        events.put(
                "device-attached",
                List.of(new PatientEvent.DeviceAttached(T, "lead-1", DEVICE, 3, 41)));
        events.put(
                "device-detached", List.of(new PatientEvent.DeviceDetached(T, "lead-1", DEVICE)));
        events.put("observed", frames());
        events.put(
                "technical-reported",
                List.of(new PatientEvent.TechnicalReported(DEVICE, 3, 42, T, "leads-off", true)));
        events.put("gap-declared", List.of(new PatientEvent.GapDeclared(DEVICE, 3, 43, 99, T)));
        events.put(
                "charted-by-hand",
                List.of(new PatientEvent.ChartedByHand(
                        T,
                        "nurse-1",
                        Values.of(Vital.TEMP, 37.4),
                        new Charted(Consciousness.V, true))));
        events.put("alarm-raised", List.of(physiological(), technical()));
        events.put(
                "alarm-escalated",
                List.of(new PatientEvent.AlarmEscalated(ALARM, T, Priority.HIGH)));
        events.put("alarm-ended", List.of(new PatientEvent.AlarmEnded(ALARM, T)));
        events.put(
                "alarm-acknowledged",
                List.of(new PatientEvent.AlarmAcknowledged(ALARM, T, "nurse-1", Priority.LOW)));
        events.put("alarm-released", List.of(new PatientEvent.AlarmReleased(ALARM, T)));
        events.put(
                "limits-changed",
                List.of(new PatientEvent.LimitsChanged(
                        T, "lead-1", 5, List.of(condition(Vital.HR), condition(null)))));
        events.put(
                "spo2-scale-changed", List.of(new PatientEvent.Spo2ScaleChanged(T, "lead-1", 2)));
        return events;
    }

    /** Every form a column can take: steady, swinging, with decimals, exact doubles, odd frames. */
    private static List<PatientEvent> frames() {
        List<PatientEvent> frames = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Values values = Values.of(Vital.HR, 80 + i * 7 % 5)
                    .with(Vital.SPO2, 97)
                    .with(Vital.TEMP, 36.6 + i / 10.0)
                    .with(Vital.RR, 12 + i)
                    .with(Vital.ETCO2, 40 / 3.0);
            frames.add(frame(i + 1, T + i * 1000L + i * i % 7, values, 0, Charted.NONE));
        }
        Values cuff = Values.of(Vital.SBP, 131).with(Vital.DBP, 82);
        Charted charted = new Charted(Consciousness.A, false);
        frames.add(frame(25, T + 24_000, cuff, Vital.SBP.bit() | Vital.DBP.bit(), charted));
        frames.add(frame(29, T - 5, Values.NONE, 0, Charted.NONE));
        return frames;
    }

    private static Observed frame(long seq, long at, Values values, int spot, Charted charted) {
        return new Observed(DEVICE, 3, seq, at, values, spot, charted);
    }

    private static PatientEvent physiological() {
        return new PatientEvent.AlarmRaised(
                ALARM,
                "spo2-low",
                Vital.SPO2,
                null,
                Kind.PHYSIOLOGICAL,
                Priority.MEDIUM,
                T - 15_000,
                T,
                86.0,
                90.0);
    }

    private static PatientEvent technical() {
        return new PatientEvent.AlarmRaised(
                new AlarmId("p-17.no-data.m8zq3k0x"),
                "no-data",
                null,
                DEVICE,
                Kind.TECHNICAL,
                Priority.HIGH,
                T,
                T + 15_000,
                null,
                null);
    }

    private static Condition condition(Vital vital) {
        return new Condition(
                vital == null ? "news2-urgent" : "hr-high",
                vital,
                Side.HIGH,
                120.5,
                Priority.MEDIUM,
                10_000,
                25,
                5,
                5000,
                vital != null);
    }

    private static List<PatientEvent> everything() {
        List<PatientEvent> events = new ArrayList<>();
        patientEvents().values().forEach(events::addAll);
        events.addAll(frames());
        return events;
    }

    /** A patient in the middle of a stay: alarms open, a device attached, hours indexed. */
    private static Recorded admitted(long published) {
        Recorded recorded = Recorded.unknown(new PatientId("p-17"));
        List<PatientEvent> events = patientEvents().get("admitted");
        recorded = recorded.with(new Batch(1, events));
        recorded = recorded.with(
                new Batch(2, List.of(new PatientEvent.DeviceAttached(T, "lead-1", DEVICE, 3, 0))));
        recorded = recorded.with(new Batch(3, frames()));
        recorded = recorded.with(new Batch(4, List.of(physiological(), technical())));
        return recorded.with(new Batch(
                5,
                published,
                List.of(
                        new PatientEvent.AlarmAcknowledged(
                                ALARM, T + 3_700_000, "nurse-1", Priority.MEDIUM),
                        new PatientEvent.ChartedByHand(
                                T + 3_700_000,
                                "nurse-1",
                                Values.NONE,
                                new Charted(Consciousness.C, true)))));
    }

    /** As a format tells it that knows of no feed. */
    private static Recorded withoutFeed(Recorded recorded) {
        return new Recorded(
                recorded.replica(),
                recorded.index(),
                recorded.lastBatch(),
                FeedCursor.START,
                recorded.sent(),
                recorded.clocks());
    }

    private static Envelope own() {
        return new Envelope(
                CENTRE,
                1,
                new PatientId("p-17"),
                0,
                new HybridTime(T, 0),
                Versions.NONE,
                patientEvents().get("admitted"));
    }

    private static Envelope anothers() {
        return new Envelope(
                EDGE,
                2,
                new PatientId("p-17"),
                1,
                new HybridTime(T + 5000, 3),
                Versions.of(CENTRE, 1).with(EDGE, 1),
                List.of(physiological(), technical()));
    }

    private static Batch packed() {
        List<Envelope> envelopes = List.of(
                own(),
                new Envelope(
                        EDGE,
                        1,
                        new PatientId("p-17"),
                        1,
                        new HybridTime(T + 4000, 0),
                        Versions.of(CENTRE, 1),
                        frames()),
                anothers());
        List<PatientEvent> events = new ArrayList<>();
        envelopes.forEach(envelope -> events.addAll(envelope.events()));
        return new Batch(
                64,
                60,
                events,
                envelopes.stream().map(each -> Stamp.of(each, false)).toList(),
                Versions.of(EDGE, 61));
    }

    /** Limits and a discharge that the edge and the centre have decided apart from each other. */
    private static Recorded shared() {
        Recorded recorded = Recorded.unknown(new PatientId("p-17")).among(CENTRE);
        recorded = recorded.with(packed());
        long row = 65;
        for (SiteId site : List.of(CENTRE, EDGE)) {
            long seq = recorded.replica().marks().get(site) + 1;
            List<PatientEvent> events = new ArrayList<>(patientEvents().get("limits-changed"));
            events.addAll(patientEvents().get(site.equals(EDGE) ? "observed" : "discharged"));
            Versions seen = Versions.of(CENTRE, 1).with(EDGE, 2).with(site, seq - 1);
            Envelope envelope = new Envelope(
                    site, seq, new PatientId("p-17"), 1, new HybridTime(T + row, 0), seen, events);
            recorded = recorded.with(Batch.of(row, 0, envelope, false));
            row++;
        }
        return recorded;
    }
}
