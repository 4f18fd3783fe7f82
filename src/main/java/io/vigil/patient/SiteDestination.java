package io.vigil.patient;

import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.journal.Batch;
import io.vigil.journal.Stamp;

import java.util.ArrayList;
import java.util.List;

/** Another site gets every envelope that isn't its own, whoever has decided it. */
final class SiteDestination implements Destination {

    /** An answer that takes longer isn't waited for: the same goes out again. */
    private static final long PATIENCE_MS = 10_000;

    private final Body body;
    private final SiteId site;
    private final List<Envelope> handful = new ArrayList<>();

    SiteDestination(Body body, SiteId site) {
        this.body = body;
        this.site = site;
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
        return body.ports().outlets().sites().isUp(site);
    }

    @Override
    public void add(Batch batch) {
        for (Stamp.Stamped stamped : batch.envelopes(body.id())) {
            if (isToGo(stamped)) {
                handful.add(stamped.envelope());
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

    /** True if this is the last of what was sent: then the site has all of it. */
    boolean isEndedBy(Dot dot) {
        return !handful.isEmpty() && handful.getLast().dot().equals(dot);
    }

    @Override
    public boolean send() {
        return body.ports().outlets().sites().send(site, List.copyOf(handful));
    }

    @Override
    public void forget() {
        handful.clear();
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
                .flatMap(batch -> batch.envelopes(body.id()).stream())
                .filter(this::isToGo)
                .map(Stamp.Stamped::envelope)
                .filter(SiteDestination::saysOfAlarms)
                .toList();
        if (!alarms.isEmpty()) {
            body.ports().outlets().sites().overtake(site, alarms);
        }
    }

    /** Alarms that a discharge has ended may live on: what it says must come in its turn. */
    private static boolean saysOfAlarms(Envelope envelope) {
        return envelope.events().stream().anyMatch(event -> AlarmHistory.subject(event) != null)
                && envelope.events().stream().noneMatch(Discharged.class::isInstance);
    }

    @Override
    public void count(long more) {
        body.ports().metrics().unsent(site.value(), more);
    }
}
