package io.vigil.app.remote;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientVitals;
import io.vigil.ward.EncodedChange;

import org.apache.pekko.actor.typed.ActorRef;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Records with random components, made by their types. */
final class RandomRecords {

    private static final int STEPS = 30;
    private static final byte[] CBOR = {1, 2};
    private static final List<Class<?>> BOXES = List.of(Long.class, Double.class, Boolean.class);

    private final RandomGenerator random;
    private final ActorRef<?> actor;

    RandomRecords(RandomGenerator random, ActorRef<?> actor) {
        this.random = random;
        this.actor = actor;
    }

    Object of(Class<?> type) {
        if (type == long.class || type == Long.class) {
            return random.nextLong();
        } else if (type == int.class) {
            return random.nextInt();
        } else if (type == double.class || type == Double.class) {
            return random.nextDouble() * 300;
        } else if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == String.class) {
            return "text " + random.nextInt(1000) + " Ž";
        } else if (type == ActorRef.class) {
            return actor;
        } else if (type.isEnum()) {
            return pick(type.getEnumConstants());
        } else if (type.isSealed()) {
            return of(pick(type.getPermittedSubclasses()));
        } else if (type == Values.class) {
            return values(random.nextInt(1 << Vital.COUNT));
        } else if (type == News2.class) {
            return news2();
        } else if (type == PatientVitals.class) {
            int mask = random.nextInt(1 << Vital.COUNT);
            return new PatientVitals(
                    new PatientId(id()), random.nextLong(), values(mask), values(mask), news2());
        } else if (type == Devices.class) {
            return Devices.of(List.of((DeviceMark) of(DeviceMark.class)));
        } else if (type == PatientState.class) {
            return patient();
        } else if (type == EncodedChange.class) {
            return new RemoteCodecs.Received("{\"n\":" + random.nextInt() + "}", CBOR);
        } else if (type == AlarmId.class) {
            return AlarmId.of(new PatientId(id()), "hr-high", random.nextLong(1L << 40));
        } else if (type == Envelope.class) {
            return envelope();
        } else if (isId(type)) {
            return instance(type, id());
        }
        return record(type);
    }

    private static boolean isId(Class<?> type) {
        return List.of(PatientId.class, WardId.class, BedId.class, DeviceId.class, SiteId.class)
                .contains(type);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new IllegalStateException("no way to make a " + type);
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(components[i]);
        }
        return instance(type, values);
    }

    private @Nullable Object component(RecordComponent component) {
        if (component.getName().equals("receivedNanos")) {
            return 0L;
        }
        boolean mayBeNull = BOXES.contains(component.getType());
        if (mayBeNull && random.nextBoolean()) {
            return null;
        }
        if (component.getType() == List.class) {
            return list(component.getGenericType());
        }
        return of(component.getType());
    }

    private List<Object> list(Type type) {
        Class<?> element = (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0];
        List<Object> elements = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            elements.add(of(element));
        }
        return List.copyOf(elements);
    }

    private static Object instance(Class<?> type, Object... values) {
        try {
            var constructor = type.getDeclaredConstructors()[0];
            for (var each : type.getDeclaredConstructors()) {
                constructor = each.getParameterCount() == values.length ? each : constructor;
            }
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make a " + type, e);
        }
    }

    private Values values(int mask) {
        double[] numbers = new double[Integer.bitCount(mask)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(2000) / 10.0;
        }
        return Values.of(mask, numbers);
    }

    private News2 news2() {
        return News2.of(
                random.nextInt(4),
                random.nextInt(4),
                News2.MISSING,
                random.nextInt(4),
                random.nextInt(4),
                random.nextInt(4),
                random.nextInt(4));
    }

    private Envelope envelope() {
        SiteId site = new SiteId(id());
        return new Envelope(
                site,
                10,
                new PatientId(id()),
                random.nextInt(5),
                new HybridTime(random.nextLong(1L << 42), random.nextInt(5)),
                Versions.of(site, 9).with(new SiteId("other"), random.nextInt(1, 9)),
                List.of(new PatientEvent.Discharged(random.nextLong(1L << 42), "lead")));
    }

    private String id() {
        return "id-" + random.nextInt(1000);
    }

    /** One that was watched for a while, with alarms. */
    private PatientState patient() {
        DeviceId device = new DeviceId(id());
        long start = 1_764_000_000_000L;
        PatientState state = PatientState.unknown(new PatientId(id()));
        state = after(
                state,
                new PatientCommand.Admit(
                        start, "lead", "Ann", new WardId(id()), new BedId("4"), Profile.ADULT, 1));
        state = after(state, new PatientCommand.AttachDevice(start, "lead", device, 1, 0));
        for (int seq = 1; seq <= STEPS; seq++) {
            state = after(
                    state,
                    new PatientCommand.Observe(
                            device,
                            1,
                            seq,
                            start + seq * 1000L,
                            values(random.nextInt(1 << Vital.COUNT)),
                            random.nextInt(1 << Vital.COUNT),
                            new Charted(Consciousness.A, random.nextBoolean()),
                            start));
        }
        return state.openAlarms().isEmpty()
                ? state
                : after(
                        state,
                        new PatientCommand.Acknowledge(
                                start, "nurse", state.openAlarms().getFirst().id(), Priority.HIGH));
    }

    private static PatientState after(PatientState state, PatientCommand command) {
        return Patient.evolve(state, Patient.decide(state, command).events());
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
