package io.vigil.bench.peers;

import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Profiles;

/** The one limit that is compared, as Vigil has it for an adult. */
final class Limit {

    static final String NAME = "hr-low";

    private Limit() {}

    static Condition condition() {
        return Profiles.conditions(Profile.ADULT).get(Profiles.place(NAME));
    }
}
