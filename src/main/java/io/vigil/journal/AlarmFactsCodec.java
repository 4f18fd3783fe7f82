package io.vigil.journal;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.replica.AlarmFacts;
import io.vigil.core.replica.AlarmFacts.Closing;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.SiteId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that sites have said of a patient's alarms, as bytes of a snapshot. */
final class AlarmFactsCodec {

    /** Ended ones are forgotten at a bound, and open ones are let go at another: some more. */
    private static final int ALARMS_MAX = 1 << 16;

    private static final int CLOSINGS_MAX = 4096;

    private static final int NO_PRIORITY = 0;

    private final SiteNames names;

    AlarmFactsCodec(SiteNames names) {
        this.names = names;
    }

    void writeAll(ByteWriter out, Map<AlarmId, AlarmFacts> alarms) {
        out.unsigned(alarms.size());
        new TreeMap<>(alarms).values().forEach(facts -> write(out, facts));
    }

    Map<AlarmId, AlarmFacts> readAll(ByteReader in) {
        int count = in.atMost(ALARMS_MAX);
        Map<AlarmId, AlarmFacts> alarms = new HashMap<>();
        for (int i = 0; i < count; i++) {
            AlarmFacts facts = read(in);
            alarms.put(facts.id(), facts);
        }
        return Map.copyOf(alarms);
    }

    private void write(ByteWriter out, AlarmFacts facts) {
        out.text(facts.id().value());
        AlarmRaised raise = facts.raise();
        out.flag(raise != null);
        if (raise != null) {
            EventRow.write(out, raise, 0);
        }
        SiteId raisedBy = facts.raisedBy();
        out.flag(raisedBy != null);
        if (raisedBy != null) {
            names.write(out, raisedBy);
        }
        Priority gravest = facts.gravest();
        out.byte8(gravest == null ? NO_PRIORITY : Codes.of(gravest));
        AlarmCodec.writeAcknowledgement(out, facts.acknowledged());
        out.nullableSigned(facts.ended());
        out.flag(facts.released());
        out.unsigned(facts.closings().size());
        for (Closing closing : facts.closings()) {
            names.write(out, closing.discharge().site());
            out.unsigned(closing.discharge().seq());
            out.signed(closing.at());
        }
        names.writeVersions(out, facts.touched());
    }

    private AlarmFacts read(ByteReader in) {
        AlarmId id = new AlarmId(in.text());
        AlarmRaised raise = in.flag() ? readRaise(in) : null;
        SiteId raisedBy = in.flag() ? names.read(in) : null;
        int gravest = in.byte8();
        @Nullable Acknowledgement acknowledged = AlarmCodec.readAcknowledgement(in);
        Long ended = in.nullableSigned();
        boolean released = in.flag();
        int count = in.atMost(CLOSINGS_MAX);
        List<Closing> closings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            closings.add(new Closing(new Dot(names.read(in), in.unsigned()), in.signed()));
        }
        return new AlarmFacts(
                id,
                raise,
                raisedBy,
                gravest == NO_PRIORITY ? null : Codes.priority(gravest),
                acknowledged,
                ended,
                released,
                List.copyOf(closings),
                names.readVersions(in));
    }

    private static AlarmRaised readRaise(ByteReader in) {
        if (EventRow.read(in, 0) instanceof AlarmRaised raise) {
            return raise;
        }
        throw new JournalFormatException("an alarm that something else has raised");
    }
}
