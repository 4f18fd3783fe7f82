package io.vigil.patient;

import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** One direction of a link, from an actor of a patient to another's, that loses what it is told to. */
final class FakeLink implements SitesPort {

    private final SiteId to;
    private volatile Bedside from;
    private volatile ActorRef<PatientEntity.Command> target;
    private volatile ActorRef<PatientEntity.SiteAnswer> answers;
    private volatile Set<Dot> asked = Set.of();
    final List<Envelope> sent = new CopyOnWriteArrayList<>();
    final List<Envelope> ahead = new CopyOnWriteArrayList<>();
    volatile boolean isUp = true;
    volatile boolean hasTheWard;
    volatile boolean losesAll;
    volatile boolean losesAnswers;

    FakeLink(String to) {
        this.to = new SiteId(to);
    }

    void connect(Bedside sender, Bedside receiver) {
        from = sender;
        target = receiver.patient;
        answers = receiver.testKit.spawn(Behaviors.receiveMessage(answer -> {
            if (!losesAnswers) {
                answered(answer);
            }
            return Behaviors.same();
        }));
    }

    private void answered(PatientEntity.SiteAnswer answer) {
        switch (answer) {
            case PatientEntity.Taken m -> {
                Dot dot = new Dot(m.site(), m.seq());
                if (asked.contains(dot)) {
                    from.patient.tell(new PatientEntity.SiteHas(to, dot));
                }
            }
            case PatientEntity.Missing m -> {
                if (asked.contains(m.of())) {
                    from.patient.tell(new PatientEntity.SiteLacks(to, m.missing()));
                }
            }
            case PatientEntity.NotTaken m -> {}
        }
    }

    @Override
    public List<SiteId> others(PatientState patient, Collection<SiteId> known) {
        return List.of(to);
    }

    @Override
    public boolean isAtHomeElsewhere(PatientState patient) {
        return hasTheWard;
    }

    @Override
    public boolean isUp(SiteId site) {
        return isUp;
    }

    @Override
    public boolean send(SiteId site, List<Envelope> envelopes) {
        if (!isUp) {
            return false;
        }
        sent.addAll(envelopes);
        asked = lastOfEachSite(envelopes);
        deliver(envelopes, false);
        return true;
    }

    private static Set<Dot> lastOfEachSite(List<Envelope> envelopes) {
        Map<SiteId, Dot> last = new HashMap<>();
        envelopes.forEach(each -> last.put(each.site(), each.dot()));
        return Set.copyOf(last.values());
    }

    @Override
    public boolean overtake(SiteId site, List<Envelope> envelopes) {
        if (!isUp) {
            return false;
        }
        ahead.addAll(envelopes);
        deliver(envelopes, true);
        return true;
    }

    private void deliver(List<Envelope> envelopes, boolean isAhead) {
        if (!losesAll && target != null) {
            envelopes.forEach(
                    each -> target.tell(new PatientEntity.FromSite(each, isAhead, answers)));
        }
    }
}
