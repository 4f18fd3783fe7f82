package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.Refused;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The fields of a message as they were read, and the message that they make. Used once. */
final class MessageFields {

    private static final List<MessageField> HELLO =
            List.of(MessageField.EPOCH, MessageField.NEXT, MessageField.AT);
    private static final List<MessageField> OBSERVE =
            List.of(MessageField.SEQ, MessageField.AT, MessageField.VALUES);
    private static final List<MessageField> TECHNICAL =
            List.of(MessageField.SEQ, MessageField.AT, MessageField.CONDITION, MessageField.ACTIVE);
    private static final List<MessageField> GAP = List.of(MessageField.SEQ, MessageField.THROUGH);

    private int given;
    private @Nullable Map<MessageField, String> wrong;

    private String type = "";
    private String condition = "";
    private @Nullable DeviceId device;
    private long epoch;
    private long next;
    private long at;
    private long seq;
    private long through;
    private boolean active;
    private int mask;
    private final double[] numbers = new double[Vital.COUNT];
    private int spot;
    private Charted charted = Charted.NONE;

    boolean isGiven(MessageField field) {
        return (given & field.bit()) != 0;
    }

    void given(MessageField field) {
        given |= field.bit();
    }

    /** The field can't be used; that matters only if the message's type has it. */
    void wrong(MessageField field, String reason) {
        if (wrong == null) {
            wrong = new EnumMap<>(MessageField.class);
        }
        wrong.putIfAbsent(field, reason);
    }

    void text(MessageField field, String text) {
        if (field == MessageField.TYPE) {
            type = text;
        } else {
            condition = text;
        }
    }

    void device(DeviceId id) {
        device = id;
    }

    void whole(MessageField field, long number) {
        switch (field) {
            case EPOCH -> epoch = number;
            case NEXT -> next = number;
            case AT -> at = number;
            case SEQ -> seq = number;
            case THROUGH -> through = number;
            case TYPE, DEVICE, CONDITION, ACTIVE, VALUES, SPOT, CHARTED ->
                throw new IllegalArgumentException(field.code() + " is no whole number");
        }
    }

    void active(boolean isActive) {
        active = isActive;
    }

    void value(Vital vital, double number) {
        mask |= vital.bit();
        numbers[vital.ordinal()] = number;
    }

    void withoutValue(Vital vital) {
        mask &= ~vital.bit();
    }

    void spot(Vital vital) {
        spot |= vital.bit();
    }

    void charted(Charted noted) {
        charted = noted;
    }

    Decoded toMessage(List<Refused> problems) {
        String fault = fault(MessageField.TYPE);
        if (fault == null) {
            fault = fault(MessageField.DEVICE);
        }
        if (fault != null) {
            return notUnderstood(fault);
        }
        DeviceId id = Objects.requireNonNull(device, "a device field without fault");
        return switch (type) {
            case "observe" -> observe(id, problems);
            case "technical" -> {
                String lacking = fault(TECHNICAL);
                yield lacking != null
                        ? notUnderstood(lacking)
                        : understood(new DeviceMessage.Technical(id, seq, at, condition, active));
            }
            case "gap" -> gap(id);
            case "hello" -> {
                String lacking = fault(HELLO);
                yield lacking != null
                        ? notUnderstood(lacking)
                        : understood(new DeviceMessage.Hello(id, epoch, next, at));
            }
            case "bye" -> understood(new DeviceMessage.Bye(id));
            default -> notUnderstood("field 'type' must be hello, observe, technical, gap or bye");
        };
    }

    private Decoded observe(DeviceId id, List<Refused> problems) {
        String fault = fault(OBSERVE);
        if (fault == null && wrong != null) {
            fault = isGiven(MessageField.SPOT) ? fault(MessageField.SPOT) : null;
            if (fault == null && isGiven(MessageField.CHARTED)) {
                fault = fault(MessageField.CHARTED);
            }
        }
        if (fault != null) {
            return notUnderstood(fault);
        }
        return understood(new DeviceMessage.Observe(
                id, seq, at, values(), spot & mask, charted, List.copyOf(problems)));
    }

    private Decoded gap(DeviceId id) {
        String fault = fault(GAP);
        if (fault == null && through < seq) {
            fault = "field 'through' must not be below 'seq'";
        }
        return fault != null
                ? notUnderstood(fault)
                : understood(new DeviceMessage.Gap(id, seq, through));
    }

    private Values values() {
        double[] present = new double[Integer.bitCount(mask)];
        int place = 0;
        for (int bits = mask; bits != 0; bits &= bits - 1) {
            present[place++] = numbers[Integer.numberOfTrailingZeros(bits)];
        }
        return Values.of(mask, present);
    }

    private @Nullable String fault(List<MessageField> needed) {
        for (int i = 0; i < needed.size(); i++) {
            String fault = fault(needed.get(i));
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** What is wrong with a field that the message must have, or null. */
    private @Nullable String fault(MessageField field) {
        if (!isGiven(field)) {
            return "field '" + field.code() + "' is missing";
        }
        String reason = wrong == null ? null : wrong.get(field);
        return reason == null ? null : "field '" + field.code() + "' " + reason;
    }

    private static Decoded understood(DeviceMessage message) {
        return new Decoded.Understood(message);
    }

    private Decoded notUnderstood(String reason) {
        return new Decoded.NotUnderstood(reason, device);
    }
}
