package io.vigil.core.patient;

import java.util.List;

/** What a command leads to: the events to record, in order, and the answer. */
public record Decision(List<PatientEvent> events, Reply reply) {

    static Decision accept(List<PatientEvent> events) {
        return new Decision(events, Reply.ACCEPTED);
    }

    static Decision answer(Reply reply) {
        return new Decision(List.of(), reply);
    }
}
