package io.vigil.security;

/** The answer to 'may this principal do that?': a refusal says why, for the 403 to pass on. */
public sealed interface Access {

    record Granted() implements Access {}

    record Denied(String reason) implements Access {}

    static Access granted() {
        return new Granted();
    }

    static Access denied(String reason) {
        return new Denied(reason);
    }

    /** The first refusal of the two, if there is one. */
    default Access and(Access other) {
        return switch (this) {
            case Granted _ -> other;
            case Denied denied -> denied;
        };
    }

    default boolean isGranted() {
        return switch (this) {
            case Granted _ -> true;
            case Denied _ -> false;
        };
    }
}
