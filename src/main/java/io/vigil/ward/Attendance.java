package io.vigil.ward;

import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.WardEvent;
import io.vigil.core.ward.WardState;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which reports the ward has, what they say of the roster, and whether that is durable. Pure
 * bookkeeping of one ward, single-threaded.
 */
final class Attendance {

    /** What a report is to the ward. */
    enum Novelty {
        /** New, and from somebody who hasn't reported before: whose death the ward must notice. */
        NEW_REPORTER,
        NEW,
        REPEATED,
        /** Of an incarnation that another has replaced: nobody waits for an answer. */
        OUTDATED
    }

    /** Patients that left, of whom late repeats are still known. */
    private static final int DEPARTED_MAX = 256;

    private static final class Standing {
        private String incarnation;
        private @Nullable String replaced;
        private long number;
        private Presence presence;
        private long at;
        private @Nullable ActorRef<PatientReport.Confirmed> waiting;
        private @Nullable ActorRef<PatientReport.Confirmed> reporter;
        private boolean lost;

        private Standing(PatientReport first) {
            this.incarnation = first.incarnation();
            this.presence = first.presence();
        }
    }

    private final Map<PatientId, Standing> standings = new LinkedHashMap<>();
    private final Map<PatientId, Standing> departed = new Departed();
    private final Set<PatientId> inFlight = new HashSet<>();
    private @Nullable WardState roster;

    /** Notes the report; its presence counts from now on if it is new. */
    Novelty take(PatientReport report, ActorRef<PatientReport.Confirmed> replyTo, long now) {
        Standing standing = standing(report);
        if (report.incarnation().equals(standing.replaced)) {
            return Novelty.OUTDATED;
        }
        if (!report.incarnation().equals(standing.incarnation)) {
            standing.replaced = standing.incarnation;
            standing.incarnation = report.incarnation();
            standing.number = 0;
        }
        standing.waiting = replyTo;
        if (report.number() <= standing.number) {
            return Novelty.REPEATED;
        }
        standing.number = report.number();
        standing.presence = report.presence();
        standing.at = now;
        boolean isKnown = replyTo.equals(standing.reporter) && !standing.lost;
        standing.reporter = replyTo;
        standing.lost = false;
        return isKnown ? Novelty.NEW : Novelty.NEW_REPORTER;
    }

    /** The roster as it was when its actor started: writes before that are answered by it. */
    void recovered(WardState state) {
        roster = state;
        inFlight.clear();
    }

    void recorded(PatientId patient, WardState state) {
        roster = state;
        inFlight.remove(patient);
    }

    @Nullable
    WardState roster() {
        return roster;
    }

    /** What must be written so that the roster says what the patient says; null for nothing now. */
    @Nullable
    WardEvent missing(PatientId patient) {
        Standing standing = standings.get(patient);
        if (standing == null || roster == null || inFlight.contains(patient)) {
            return null;
        }
        return switch (standing.presence) {
            case Presence.In in ->
                isEnrolled(roster, patient, in)
                        ? null
                        : new WardEvent.Enrolled(standing.at, patient, in.name(), in.bed());
            case Presence.Out out -> left(roster, patient, out, standing.at);
        };
    }

    private static @Nullable WardEvent left(
            WardState roster, PatientId patient, Presence.Out out, long at) {
        boolean isListed = roster.roster().containsKey(patient);
        boolean isDeparted = roster.departed().contains(patient);
        if (out.unpublished()) {
            return isListed || !isDeparted ? new WardEvent.Departed(at, patient) : null;
        }
        return isListed || isDeparted ? new WardEvent.Left(at, patient) : null;
    }

    /** True when the roster says, durably, what the patient's last report says. */
    boolean isDurable(PatientId patient) {
        return roster != null && !inFlight.contains(patient) && missing(patient) == null;
    }

    /** True when the patient's last report says that it is here. */
    boolean claimsToBeHere(PatientId patient) {
        Standing standing = standings.get(patient);
        return standing != null && standing.presence instanceof Presence.In;
    }

    void writing(PatientId patient) {
        inFlight.add(patient);
    }

    /** The ward stops; whoever waits asks the next one. */
    void abandonWrites() {
        inFlight.clear();
    }

    boolean isWriting() {
        return !inFlight.isEmpty();
    }

    /** Takes the patient's last report as confirmed: answers if somebody waits for it. */
    void confirm(PatientId patient, ConfirmedBy confirmed) {
        Standing standing = standings.get(patient);
        if (standing == null) {
            return;
        }
        if (standing.waiting != null) {
            standing.waiting.tell(confirmed.of(standing.incarnation, standing.number));
            standing.waiting = null;
        }
        if (standing.presence instanceof Presence.Out out && !out.unpublished()) {
            standings.remove(patient);
            departed.put(patient, standing);
        }
    }

    /** How an answer is made of the incarnation and number it covers. */
    @FunctionalInterface
    interface ConfirmedBy {
        PatientReport.Confirmed of(String incarnation, long number);
    }

    /** True when the patient lies here as far as anybody knows. */
    boolean isHere(PatientId patient) {
        return standings.containsKey(patient)
                ? claimsToBeHere(patient)
                : roster != null && roster.roster().containsKey(patient);
    }

    /** Whoever reported from there has died, and may come back elsewhere. */
    void gone(ActorRef<PatientReport.Confirmed> reporter) {
        for (Standing standing : standings.values()) {
            standing.lost |= reporter.equals(standing.reporter);
        }
    }

    /** Patients to be woken: of whom there is no report yet, or none since they died. */
    List<PatientId> silent() {
        List<PatientId> silent = silentHere();
        if (roster != null) {
            addSilent(roster.departed(), silent);
        }
        return silent;
    }

    /** Those of them that lie here: without them the ward's picture isn't whole. */
    List<PatientId> silentHere() {
        List<PatientId> silent = new ArrayList<>();
        if (roster != null) {
            addSilent(roster.roster().keySet(), silent);
        }
        return silent;
    }

    /** Where they lie, as far as the roster knows. */
    Set<BedId> silentBeds() {
        Set<BedId> beds = new HashSet<>();
        WardState state = roster;
        if (state != null) {
            for (PatientId patient : silentHere()) {
                WardState.Place place = state.places().get(patient);
                if (place != null) {
                    beds.add(place.bed());
                }
            }
        }
        return beds;
    }

    private void addSilent(Iterable<PatientId> patients, List<PatientId> silent) {
        for (PatientId patient : patients) {
            Standing standing = standings.get(patient);
            if (standing == null || standing.lost) {
                silent.add(patient);
            }
        }
    }

    /** All patients that have reported. */
    List<PatientId> reported() {
        return List.copyOf(standings.keySet());
    }

    boolean isEmpty() {
        return standings.isEmpty() && roster != null && roster.isVacant();
    }

    private Standing standing(PatientReport report) {
        Standing known = standings.get(report.patient());
        if (known == null) {
            Standing back = departed.remove(report.patient());
            known = back == null ? new Standing(report) : back;
            standings.put(report.patient(), known);
        }
        return known;
    }

    private static boolean isEnrolled(WardState roster, PatientId patient, Presence.In in) {
        return roster.isIn(patient, new WardState.Place(in.name(), in.bed()));
    }

    private static final class Departed extends LinkedHashMap<PatientId, Standing> {

        @Override
        protected boolean removeEldestEntry(Map.Entry<PatientId, Standing> eldest) {
            return size() > DEPARTED_MAX;
        }
    }
}
