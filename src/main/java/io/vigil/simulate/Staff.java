package io.vigil.simulate;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Reply;

import java.util.List;
import java.util.Map;

/** People who do what people do, on whatever site they happen to be. */
final class Staff {

    private static final int EVERY_MS_MAX = 1_500;
    private static final int MISTAKEN_PER_MILLE = 200;
    private static final int NEXT_DOOR_PER_MILLE = 250;

    /** Its beds are those of both edges. */
    static final WardId WARD = new WardId("w-1");

    /** One edge alone has it. */
    static final WardId NEXT_DOOR = new WardId("w-2");

    private static final String WHO = "lead";
    private static final List<String> CONDITIONS =
            List.of("spo2-low", "spo2-very-low", "hr-high", "sbp-low", "sbp-very-low");
    private static final Priority[] PRIORITIES = Priority.values();

    private final World world;
    private final List<SimSite> sites;
    private final Map<DeviceId, PatientId> assigned;
    private final List<DeviceId> devices;
    private final List<PatientId> patients;
    private boolean isHome;

    Staff(
            World world,
            List<SimSite> sites,
            Map<DeviceId, PatientId> assigned,
            List<DeviceId> devices,
            List<PatientId> patients) {
        this.world = world;
        this.sites = sites;
        this.assigned = assigned;
        this.devices = devices;
        this.patients = patients;
    }

    /** Everybody is in bed and on devices, as far as the first site knows. */
    void start() {
        SimSite first = sites.get(0);
        for (PatientId patient : patients) {
            first.asked(patient, admit(first));
            first.asked(
                    patient,
                    new SetLimits(
                            first.now(),
                            WHO,
                            null,
                            List.of(
                                    change("spo2-low", 90.0, 2_000L),
                                    change("spo2-very-low", 85.0, 4_000L))));
        }
        assigned.forEach((device, patient) ->
                first.asked(patient, new AttachDevice(first.now(), WHO, device, 0, 0)));
        world.after(world.upTo(EVERY_MS_MAX), this::act);
    }

    void goHome() {
        isHome = true;
    }

    private void act() {
        if (isHome) {
            return;
        }
        world.after(1 + world.upTo(EVERY_MS_MAX), this::act);
        SimSite site = sites.get(world.upTo(sites.size()));
        PatientId patient = patients.get(world.upTo(patients.size()));
        if (site.isUp()) {
            PatientCommand.FromPerson command = command(site, patient);
            Reply reply = site.asked(patient, command);
            world.happened(
                    7,
                    site.place,
                    () -> "somebody asks " + site.id + " of " + patient + ": " + command + ": "
                            + reply);
        }
    }

    private PatientCommand.FromPerson command(SimSite site, PatientId patient) {
        PatientState state = site.replica(patient).patient();
        if (!state.isAdmitted()) {
            return admit(site);
        }
        return switch (world.upTo(20)) {
            case 0 -> new Discharge(site.now(), WHO);
            case 1, 2 -> new Transfer(site.now(), WHO, ward(), bed());
            case 3 -> new DetachDevice(site.now(), WHO, attachedOrOwn(patient, state));
            case 4, 5, 6 -> attach(site, patient, state);
            case 7, 8, 9 -> limits(site);
            case 10, 11 -> new ConfirmLimits(site.now(), WHO, null);
            default -> acknowledge(site, state);
        };
    }

    private Admit admit(SimSite site) {
        return new Admit(site.now(), WHO, "Test Person", ward(), bed(), Profile.ADULT, 1);
    }

    private WardId ward() {
        return world.chance(NEXT_DOOR_PER_MILLE) ? NEXT_DOOR : WARD;
    }

    private BedId bed() {
        return new BedId(String.valueOf(1 + world.upTo(3)));
    }

    private DeviceId deviceOf(PatientId patient) {
        List<DeviceId> its = devices.stream()
                .filter(each -> patient.equals(assigned.get(each)))
                .toList();
        return its.get(world.upTo(its.size()));
    }

    private DeviceId attachedOrOwn(PatientId patient, PatientState state) {
        List<DeviceMark> attached = state.devices().attached();
        return attached.isEmpty()
                ? deviceOf(patient)
                : attached.get(world.upTo(attached.size())).device();
    }

    private PatientCommand.FromPerson attach(SimSite site, PatientId patient, PatientState state) {
        boolean isMistaken = world.chance(MISTAKEN_PER_MILLE);
        DeviceId device = isMistaken ? devices.get(world.upTo(devices.size())) : deviceOf(patient);
        DeviceMark mark = state.devices().get(device);
        return new AttachDevice(
                site.now(),
                WHO,
                device,
                mark == null ? 0 : mark.epoch(),
                mark == null ? 0 : mark.seq());
    }

    private SetLimits limits(SimSite site) {
        String condition = CONDITIONS.get(world.upTo(CONDITIONS.size()));
        LimitChange change = new LimitChange(
                condition,
                condition.startsWith("spo2") ? 80.0 + world.upTo(15) : null,
                PRIORITIES[world.upTo(PRIORITIES.length)],
                (long) world.upTo(6_000),
                null,
                world.upTo(5) > 0);
        return new SetLimits(site.now(), WHO, null, List.of(change));
    }

    private static LimitChange change(String condition, double bound, long delayMs) {
        return new LimitChange(condition, bound, null, delayMs, null, null);
    }

    private PatientCommand.FromPerson acknowledge(SimSite site, PatientState state) {
        List<Alarm> open = state.openAlarms();
        if (open.isEmpty()) {
            return new ConfirmLimits(site.now(), WHO, null);
        }
        Alarm alarm = open.get(world.upTo(open.size()));
        return new Acknowledge(site.now(), WHO, alarm.id(), alarm.priority());
    }
}
