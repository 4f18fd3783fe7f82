package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A patient that several sites decide for, as one of them knows it: the state that is shown, and the
 * facts from all sites that it is derived from. A patient of one site has no such facts, and is
 * decided and evolved as if there were no others.
 *
 * <p>Commands are decided where they land; envelopes are evolved everywhere and decided nowhere. Any
 * order in which each envelope comes after those that it has seen leads to the same {@link
 * SharedState}.
 *
 * @param merge null for a patient of one site
 */
public record Replica(PatientState patient, @Nullable Merge merge) {

    /**
     * What came of an envelope.
     *
     * @param missing the first envelope that must come before it, which has changed nothing; else
     *     null
     */
    public record Evolved(Replica replica, @Nullable Dot missing) {}

    /** A patient that only this site knows. */
    public static Replica alone(PatientState patient) {
        return new Replica(patient, null);
    }

    /** A patient of whom this site knows nothing yet, and that others may know. */
    public static Replica unknown(PatientId patient, SiteId self) {
        return new Replica(PatientState.unknown(patient), Merge.none(self));
    }

    /** The same patient as this site shares it with others from now on, if it didn't already. */
    public Replica among(SiteId self) {
        if (merge == null) {
            return new Replica(patient, Merge.none(self));
        }
        return merge.self().equals(self) ? this : new Replica(patient, merge.of(self));
    }

    /** Decided by this site. */
    public boolean isOwn(Envelope envelope) {
        return merge != null && envelope.site().equals(merge.self());
    }

    /** How far each site's envelopes have been taken; none of a patient of one site. */
    public Versions marks() {
        return merge == null ? Versions.NONE : merge.marks();
    }

    /** The alarm as all that is known of it makes it, open or ended; null if it isn't known. */
    public @Nullable Alarm alarm(AlarmId id) {
        AlarmFacts known = merge == null ? null : merge.alarms().get(id);
        return merge == null || known == null
                ? patient.alarms().get(id)
                : known.alarm(merge::holds);
    }

    /** The site that has raised the alarm; null for a patient of one site, or if it isn't known. */
    public @Nullable SiteId raisedBy(AlarmId id) {
        AlarmFacts known = merge == null ? null : merge.alarms().get(id);
        return known == null ? null : known.raisedBy();
    }

    public Decision decide(PatientCommand command) {
        return merge == null
                ? Patient.decide(patient, command)
                : ReplicaDecisions.decide(this, merge, command);
    }

    /**
     * What this site must say of values that it has, by limits that came from elsewhere: a value
     * measured once gets no second chance. Asked after an envelope of another site that has changed
     * the conditions; the answer is recorded like any decision, and alike on every site.
     */
    public List<PatientEvent> judgedAgain(long nowMs) {
        return merge == null ? List.of() : ReplicaDecisions.judgedAgain(patient, merge, nowMs);
    }

    /** True for a decision that must open an envelope, and not be added to one. */
    public static boolean opensEnvelope(List<PatientEvent> events) {
        return events.stream().anyMatch(PatientEvent.Discharged.class::isInstance);
    }

    /** The envelope of these own events; the same number again adds to the one that is open. */
    public Envelope envelope(long seq, HybridTime at, List<PatientEvent> events) {
        Merge facts = facts();
        Versions others = Versions.NONE;
        for (SiteId site : facts.marks().sites()) {
            if (!site.equals(facts.self())) {
                others = others.with(site, facts.marks().get(site));
            }
        }
        return new Envelope(
                facts.self(),
                seq,
                patient.id(),
                facts.stay(),
                at,
                others.with(facts.self(), seq - 1),
                events);
    }

    /** Of own events, live or from the journal: in turn, or more of the envelope that is open. */
    public Replica decided(Envelope own) {
        return new Merging(patient, facts(), own).merged();
    }

    /** Of another site's envelope: once, in turn, and after all that it has seen. */
    public Evolved evolve(Envelope envelope) {
        Merge facts = facts();
        if (facts.marks().covers(envelope.dot())) {
            return new Evolved(this, null);
        }
        Dot missing = missing(facts.marks(), envelope);
        return missing == null
                ? new Evolved(new Merging(patient, facts, envelope).merged(), null)
                : new Evolved(this, missing);
    }

    /** The first envelope that must come before this one; null if it is in turn, or known. */
    public @Nullable Dot missing(Envelope envelope) {
        return marks().covers(envelope.dot()) ? null : missing(marks(), envelope);
    }

    /**
     * After what was in its turn when it was written or decided here: own events, or another site's
     * envelope, which also tells what that site has taken.
     */
    public Replica with(Envelope envelope) {
        Merge facts = facts();
        if (isOwn(envelope)) {
            return decided(envelope);
        }
        Set<SiteId> others = new LinkedHashSet<>(facts.marks().sites());
        others.add(envelope.site());
        others.remove(facts.self());
        // First what is known to all is forgotten, so that what this envelope ends is there after
        // it.
        return seen(
                        envelope.site(),
                        envelope.seen(),
                        List.copyOf(others),
                        envelope.at().wallMs())
                .evolve(envelope)
                .replica();
    }

    /** The first envelope that must come before this one, or null. */
    static @Nullable Dot missing(Versions marks, Envelope envelope) {
        long mark = marks.get(envelope.site());
        if (mark < envelope.seq() - 1) {
            return new Dot(envelope.site(), mark + 1);
        }
        for (SiteId site : envelope.seen().sites()) {
            if (marks.get(site) < envelope.seen().get(site)) {
                return new Dot(site, marks.get(site) + 1);
            }
        }
        return null;
    }

    /**
     * Alarms overtake the backlog: takes what an envelope says of alarms, whatever is missing before
     * it. The envelope still comes in its turn, and then says of them nothing new.
     */
    public Replica ahead(Envelope envelope) {
        Merge facts = facts();
        return facts.marks().covers(envelope.dot())
                ? this
                : new Merging(patient, facts, envelope).ahead();
    }

    /**
     * A site has taken so much. Ended alarms that every one of the others has seen the end of are
     * forgotten, a day after they began: a site that has said nothing of the patient yet is not known
     * here, and may still speak of them. One whose end came before its raise is kept, as whoever
     * raised it is yet to be heard.
     *
     * @param others all sites that are known to speak of this patient, but this one
     * @param nowMs when it had taken it
     */
    Replica seen(SiteId site, Versions versions, List<SiteId> others, long nowMs) {
        Merge facts = facts();
        if (facts.marks().get(site) < versions.get(site)) {
            return this;
        }
        Map<SiteId, Versions> seenBy = new HashMap<>(facts.seenBy());
        seenBy.merge(site, versions, Versions::joined);
        Map<AlarmId, AlarmFacts> kept = new HashMap<>(facts.alarms());
        kept.values()
                .removeIf(each -> each.raise() != null
                        && Onsets.of(each.id()) < nowMs - Bounds.ALARMS_REMEMBERED_MS
                        && Remembered.isOver(each, facts)
                        && others.stream()
                                .allMatch(other -> seenBy.getOrDefault(other, Versions.NONE)
                                        .covers(each.touched())));
        return new Replica(patient, facts.withSeenBy(Map.copyOf(seenBy), Map.copyOf(kept)));
    }

    /** When the patient came to the bed, alike on all sites; 0 for a patient of one site. */
    public long inBedSince() {
        return merge == null ? 0 : merge.inBedSince();
    }

    /** The same of a device that is attached. */
    public long attachedSince(DeviceId device) {
        return merge == null ? 0 : merge.attachedSince(device);
    }

    /** What a person has yet to decide; the page shows it. */
    public List<Doubt> doubts() {
        return merge == null ? List.of() : Doubts.of(merge);
    }

    /** @throws IllegalStateException for a patient of one site, which takes no envelopes */
    private Merge facts() {
        if (merge == null) {
            throw new IllegalStateException("a patient of one site has no envelopes");
        }
        return merge;
    }
}
