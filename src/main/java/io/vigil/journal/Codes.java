package io.vigil.journal;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.alarm.Side;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Vital;

/**
 * The numbers that enums have in the journal: part of the format, so written down here and not
 * taken from the order in which somebody happens to list the constants. Vitals are the exception:
 * their order is the frames' mask, and pinned where they are listed.
 */
final class Codes {

    /** In a vital's place: none. */
    private static final int NO_VITAL = 255;

    private Codes() {}

    static int of(Priority priority) {
        return switch (priority) {
            case LOW -> 1;
            case MEDIUM -> 2;
            case HIGH -> 3;
        };
    }

    static Priority priority(int code) {
        return switch (code) {
            case 1 -> Priority.LOW;
            case 2 -> Priority.MEDIUM;
            case 3 -> Priority.HIGH;
            default -> throw unknown("priority", code);
        };
    }

    static int of(Kind kind) {
        return switch (kind) {
            case PHYSIOLOGICAL -> 1;
            case TECHNICAL -> 2;
        };
    }

    static Kind kind(int code) {
        return switch (code) {
            case 1 -> Kind.PHYSIOLOGICAL;
            case 2 -> Kind.TECHNICAL;
            default -> throw unknown("kind", code);
        };
    }

    static int of(Side side) {
        return switch (side) {
            case LOW -> 1;
            case HIGH -> 2;
        };
    }

    static Side side(int code) {
        return switch (code) {
            case 1 -> Side.LOW;
            case 2 -> Side.HIGH;
            default -> throw unknown("side", code);
        };
    }

    static int of(Profile profile) {
        return switch (profile) {
            case ADULT -> 1;
            case CHILD -> 2;
            case NEONATE -> 3;
        };
    }

    static Profile profile(int code) {
        return switch (code) {
            case 1 -> Profile.ADULT;
            case 2 -> Profile.CHILD;
            case 3 -> Profile.NEONATE;
            default -> throw unknown("profile", code);
        };
    }

    static int of(@Nullable Vital vital) {
        return vital == null ? NO_VITAL : vital.ordinal();
    }

    static @Nullable Vital vital(int code) {
        if (code == NO_VITAL) {
            return null;
        }
        if (code >= Vital.COUNT) {
            throw unknown("vital", code);
        }
        return Vital.at(code);
    }

    /** Consciousness (0 to 5) times three, plus oxygen (0 to 2); 0 is 'nothing charted'. */
    static int of(Charted charted) {
        Boolean oxygen = charted.oxygen();
        int breathes = oxygen == null ? 0 : oxygen ? 2 : 1;
        return consciousness(charted.consciousness()) * 3 + breathes;
    }

    static Charted charted(int code) {
        if (code == 0) {
            return Charted.NONE;
        }
        return new Charted(consciousness(code / 3), oxygen(code % 3));
    }

    private static int consciousness(@Nullable Consciousness level) {
        return level == null
                ? 0
                : switch (level) {
                    case A -> 1;
                    case C -> 2;
                    case V -> 3;
                    case P -> 4;
                    case U -> 5;
                };
    }

    private static @Nullable Consciousness consciousness(int code) {
        return switch (code) {
            case 0 -> null;
            case 1 -> Consciousness.A;
            case 2 -> Consciousness.C;
            case 3 -> Consciousness.V;
            case 4 -> Consciousness.P;
            case 5 -> Consciousness.U;
            default -> throw unknown("consciousness", code);
        };
    }

    private static @Nullable Boolean oxygen(int code) {
        return switch (code) {
            case 0 -> null;
            case 1 -> Boolean.FALSE;
            default -> Boolean.TRUE;
        };
    }

    private static JournalFormatException unknown(String what, int code) {
        return new JournalFormatException("unknown " + what + " " + code);
    }
}
