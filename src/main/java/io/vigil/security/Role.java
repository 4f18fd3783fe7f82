package io.vigil.security;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a token's bearer is.
 *
 * <p>Four of the roles contain one another (viewer, clinician, lead, admin). Device and auditor
 * stand aside: a device only streams, an auditor only reads the audit trail, and neither is
 * contained in any other role, so that not even an admin's token can pose as a monitor.
 */
public enum Role {
    DEVICE(Role.ASIDE),
    VIEWER(1),
    CLINICIAN(2),
    LEAD(3),
    ADMIN(4),
    AUDITOR(Role.ASIDE);

    private static final int ASIDE = 0;

    private final int rank;

    Role(int rank) {
        this.rank = rank;
    }

    /** True when the bearer of this role may do all that the other role may. */
    public boolean includes(Role other) {
        return this == other || (other.rank != ASIDE && rank >= other.rank);
    }

    /** The name in tokens and on the command line. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> byCode(String code) {
        return Stream.of(values()).filter(role -> role.code().equals(code)).findFirst();
    }
}
