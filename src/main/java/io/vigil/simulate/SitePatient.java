package io.vigil.simulate;

import io.vigil.core.AlarmId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.journal.Stamp;

import java.util.ArrayList;
import java.util.List;

/** One patient on one site: the journal, which a crash leaves, and the life that a crash ends. */
final class SitePatient {

    final PatientId id;
    final List<Batch> journal = new ArrayList<>();
    private final SimSite site;
    private final Stage stage;
    /** After the last row of the journal, and after the one before. */
    private Recorded durable;

    private Recorded beforeLast;
    private PatientLife life;

    SitePatient(PatientId id, SimSite site, Stage stage) {
        this.id = id;
        this.site = site;
        this.stage = stage;
        this.durable = Recorded.unknown(id).among(site.id);
        this.beforeLast = durable;
        this.life = new PatientLife(this, site, stage);
    }

    PatientLife life() {
        return life;
    }

    Recorded durable() {
        return durable;
    }

    /** A row is in the journal, whether or not somebody is told. */
    void keep(Batch batch) {
        journal.add(batch);
        beforeLast = durable;
        durable = durable.with(Twist.of(batch, id, durable.replica(), stage.flaws()));
        for (Stamp.Stamped stamped : batch.envelopes(id)) {
            Envelope envelope = stamped.envelope();
            if (!stamped.ahead()) {
                stage.promises().recorded(site.id, envelope, durable.replica());
            }
            stage.world()
                    .happened(
                            3,
                            envelope.seq() * 64 + site.place,
                            () -> site.id + " recorded " + envelope.dot() + " of " + id
                                    + " in row " + batch.number()
                                    + (stamped.ahead() ? " ahead " : " ") + names(envelope));
        }
    }

    private static String names(Envelope envelope) {
        return envelope.events().stream().map(SitePatient::name).toList().toString();
    }

    private static String name(PatientEvent event) {
        AlarmId alarm = AlarmHistory.subject(event);
        String kind = event.getClass().getSimpleName();
        return alarm == null ? kind : kind + " " + alarm;
    }

    void crash() {
        life.crash();
    }

    /** Its entity ends and starts anew, on another node maybe. */
    PatientLife moves() {
        PatientLife before = life;
        before.end();
        stage.world().happened(15, site.place, () -> site.id + ": the entity of " + id + " ends");
        life = new PatientLife(this, site, stage);
        life.settle();
        return before;
    }

    void restart() {
        if (stage.has(Flaw.FORGETS_LAST_ROW)) {
            durable = beforeLast;
        }
        life = new PatientLife(this, site, stage);
        life.settle();
    }
}
