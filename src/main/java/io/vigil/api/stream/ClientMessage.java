package io.vigil.api.stream;

import io.vigil.core.AlarmId;
import io.vigil.core.alarm.Priority;

/** What a client of an alarm or ward stream says. */
sealed interface ClientMessage {

    /** It has all changes up to this number. */
    record Received(long number) implements ClientMessage {}

    /** A clinician has seen the alarm at this priority. */
    record Acknowledge(AlarmId alarm, Priority priority) implements ClientMessage {}

    /** Not understood; nothing of it was kept. */
    record Bad(String reason) implements ClientMessage {}
}
