package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.journal.Batch;
import io.vigil.journal.Stamp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Another site gets every envelope that isn't its own, whoever has decided it. */
public final class SiteDestination implements Destination {

    /** An answer that takes longer isn't waited for: the same goes out again. */
    private static final long PATIENCE_MS = 10_000;

    private final PatientId patient;
    private final SiteId site;
    private final SitesPort links;
    private final LongConsumer unsent;
    private final List<Envelope> handful = new ArrayList<>();
    /** Of each site whose envelopes are in the handful, the last, until it is known to be there. */
    private final Map<SiteId, Long> awaited = new HashMap<>();

    /** @param unsent told how many more of the patient's batches the site isn't known to have */
    public SiteDestination(PatientId patient, SiteId site, SitesPort links, LongConsumer unsent) {
        this.patient = patient;
        this.site = site;
        this.links = links;
        this.unsent = unsent;
    }

    SiteId site() {
        return site;
    }

    @Override
    public String name() {
        return "site " + site;
    }

    @Override
    public boolean isOpen() {
        return links.isUp(site);
    }

    @Override
    public void add(Batch batch) {
        for (Stamp.Stamped stamped : batch.envelopes(patient)) {
            if (isToGo(stamped)) {
                Envelope envelope = stamped.envelope();
                handful.add(envelope);
                awaited.put(envelope.site(), envelope.seq());
            }
        }
    }

    /** What overtook on its way here is here again, whole, in a later row. */
    private boolean isToGo(Stamp.Stamped stamped) {
        return !stamped.ahead() && !stamped.envelope().site().equals(site);
    }

    @Override
    public void pass(Batch batch) {}

    @Override
    public boolean hasHandful() {
        return !handful.isEmpty();
    }

    /**
     * The site has an envelope, and thereby all of the same site before it. That says nothing of
     * envelopes of other sites, unless it had to know them first.
     *
     * @return true if it has all that was sent
     */
    boolean has(Dot dot) {
        Long last = awaited.get(dot.site());
        if (last == null || dot.seq() < last) {
            return false;
        }
        awaited.remove(dot.site());
        return awaited.isEmpty();
    }

    @Override
    public boolean send() {
        return links.send(site, List.copyOf(handful));
    }

    @Override
    public void forget() {
        handful.clear();
        awaited.clear();
    }

    @Override
    public boolean isMadeAnew() {
        return true;
    }

    @Override
    public long patienceMs() {
        return PATIENCE_MS;
    }

    @Override
    public void overtake(List<Batch> batches) {
        List<Envelope> alarms = batches.stream()
                .flatMap(batch -> batch.envelopes(patient).stream())
                .filter(this::isToGo)
                .map(Stamp.Stamped::envelope)
                .filter(SiteDestination::saysOfAlarms)
                .toList();
        if (!alarms.isEmpty()) {
            links.overtake(site, alarms);
        }
    }

    /** Alarms that a discharge has ended may live on: what it says must come in its turn. */
    private static boolean saysOfAlarms(Envelope envelope) {
        return envelope.events().stream().anyMatch(event -> AlarmHistory.subject(event) != null)
                && envelope.events().stream().noneMatch(Discharged.class::isInstance);
    }

    @Override
    public void count(long more) {
        unsent.accept(more);
    }
}
