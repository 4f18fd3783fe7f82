package io.vigil.api.stream;

import io.vigil.core.AlarmId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.security.Principal;

import java.util.concurrent.CompletionStage;

/** Acknowledges an alarm for a person who may do so in this ward; answers once it is durable. */
@FunctionalInterface
public interface Acknowledgements {

    CompletionStage<Outcome> acknowledge(WardId ward, AlarmId alarm, Priority seen, Principal by);

    sealed interface Outcome {

        /** Acknowledged, durably, by this call or before it. */
        record Done() implements Outcome {}

        /** Not acknowledged, for a reason that the person can read. */
        record Refused(String reason) implements Outcome {}
    }
}
