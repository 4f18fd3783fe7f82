package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientEvent.AlarmRaised;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * All that the sites have said of one alarm, joined: in whatever order it comes, and however often,
 * the same alarm comes out. An acknowledgement may even come before the alarm that it is of.
 *
 * <p>The first raise counts, the gravest priority, the gravest acknowledgement and the earliest end.
 * An alarm that a discharge closed is closed only as long as that discharge holds.
 *
 * @param raise null while only other facts of it are known
 * @param raisedBy the site whose raise that is
 * @param closings the discharges that have closed it, in the order of their dots
 * @param touched the envelopes that had something to say of it
 */
public record AlarmFacts(
        AlarmId id,
        @Nullable AlarmRaised raise,
        @Nullable SiteId raisedBy,
        @Nullable Priority gravest,
        @Nullable Acknowledgement acknowledged,
        @Nullable Long ended,
        boolean released,
        List<Closing> closings,
        Versions touched) {

    /** A discharge has closed the alarm. */
    public record Closing(Dot discharge, long at) {}

    private static final Comparator<AlarmRaised> FIRST = Comparator.comparingLong(AlarmRaised::at)
            .thenComparingLong(AlarmRaised::onset)
            .thenComparing(AlarmRaised::priority, Comparator.reverseOrder())
            .thenComparing(AlarmRaised::limit, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(AlarmRaised::value, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(AlarmRaised::device, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static final Comparator<Acknowledgement> GRAVEST = Comparator.comparing(
                    Acknowledgement::priority)
            .thenComparing(Acknowledgement::at, Comparator.reverseOrder())
            .thenComparing(Acknowledgement::by, Comparator.reverseOrder());

    static AlarmFacts none(AlarmId id) {
        return new AlarmFacts(id, null, null, null, null, null, false, List.of(), Versions.NONE);
    }

    AlarmFacts raised(AlarmRaised other, SiteId site) {
        boolean isFirst = isFirst(other, site);
        return new AlarmFacts(
                id,
                isFirst ? other : raise,
                isFirst ? site : raisedBy,
                graver(other.priority()),
                acknowledged,
                ended,
                released,
                closings,
                touched);
    }

    private boolean isFirst(AlarmRaised other, SiteId site) {
        AlarmRaised known = raise;
        SiteId by = raisedBy;
        if (known == null || by == null) {
            return true;
        }
        int order = FIRST.compare(other, known);
        return order < 0 || order == 0 && site.compareTo(by) < 0;
    }

    AlarmFacts escalated(Priority priority) {
        return new AlarmFacts(
                id,
                raise,
                raisedBy,
                graver(priority),
                acknowledged,
                ended,
                released,
                closings,
                touched);
    }

    AlarmFacts acknowledged(Acknowledgement other) {
        boolean wins = acknowledged == null || GRAVEST.compare(other, acknowledged) > 0;
        return new AlarmFacts(
                id,
                raise,
                raisedBy,
                gravest,
                wins ? other : acknowledged,
                ended,
                released,
                closings,
                touched);
    }

    AlarmFacts ended(long at) {
        long earliest = ended == null ? at : Math.min(ended, at);
        return new AlarmFacts(
                id, raise, raisedBy, gravest, acknowledged, earliest, released, closings, touched);
    }

    AlarmFacts letGo() {
        return new AlarmFacts(
                id, raise, raisedBy, gravest, acknowledged, ended, true, closings, touched);
    }

    AlarmFacts closed(Dot discharge, long at) {
        for (Closing closing : closings) {
            if (closing.discharge().equals(discharge)) {
                return this;
            }
        }
        List<Closing> next = new ArrayList<>(closings);
        next.add(new Closing(discharge, at));
        next.sort(Comparator.comparing(Closing::discharge));
        return new AlarmFacts(
                id,
                raise,
                raisedBy,
                gravest,
                acknowledged,
                ended,
                released,
                List.copyOf(next),
                touched);
    }

    /** A new stay has begun that has seen these discharges: what they closed stays closed. */
    AlarmFacts settled(Versions context) {
        AlarmFacts next = this;
        for (Closing closing : closings) {
            if (context.covers(closing.discharge())) {
                next = next.ended(closing.at()).letGo();
            }
        }
        return next;
    }

    AlarmFacts touchedBy(Dot dot) {
        Versions next = touched.with(dot.site(), dot.seq());
        return next == touched
                ? this
                : new AlarmFacts(
                        id,
                        raise,
                        raisedBy,
                        gravest,
                        acknowledged,
                        ended,
                        released,
                        closings,
                        next);
    }

    /** Somebody has ended it, even if by a discharge that does not hold. */
    boolean wasEnded() {
        return ended != null || !closings.isEmpty();
    }

    /**
     * The alarm as it is, or null while nobody is known to have raised it.
     *
     * @param holds whether a discharge does
     */
    @Nullable
    Alarm alarm(Predicate<Dot> holds) {
        AlarmRaised first = raise;
        if (first == null || gravest == null) {
            return null;
        }
        Long end = ended;
        boolean gone = released;
        for (Closing closing : closings) {
            if (holds.test(closing.discharge())) {
                end = end == null ? closing.at() : Math.min(end, closing.at());
                gone = true;
            }
        }
        return new Alarm(
                id,
                first.condition(),
                first.vital(),
                first.device(),
                first.kind(),
                gravest,
                first.onset(),
                first.at(),
                first.value(),
                first.limit(),
                acknowledged,
                end,
                gone);
    }

    private Priority graver(Priority other) {
        return gravest == null || gravest.isBelow(other) ? other : gravest;
    }
}
