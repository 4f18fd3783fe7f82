package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What another site is believed to have, it has; and what it hasn't got goes out again. */
class SiteOutboxesTest implements SitesPort, RowSource {

    private static final PatientId PATIENT = new PatientId("p-1");
    private static final SiteId CENTRE = new SiteId("centre");
    private static final SiteId WARD = new SiteId("ward");
    private static final SiteId OTHER_WARD = new SiteId("other-ward");
    private static final long NOON = 1_764_000_000_000L;
    private static final long PATIENCE_MS = 10_000;

    private final List<Batch> journal = new ArrayList<>();
    private final List<Dot> sent = new ArrayList<>();
    private boolean isUp = true;
    private Recorded recorded = Recorded.unknown(PATIENT).among(CENTRE);
    private List<SiteId> atHome = List.of(WARD);
    private SiteOutboxes outboxes = started();
    private @Nullable Long reading;
    private long readFrom;

    @Test
    void oneSitesLastEnvelopeSaysNothingOfAnothersThatGotLost() {
        isUp = false;
        row(CENTRE, 1);
        outboxes.step(NOON);
        row(OTHER_WARD, 1);
        isUp = true;
        outboxes.step(NOON + 1_000);
        assertThat(sent).containsExactly(new Dot(CENTRE, 1), new Dot(OTHER_WARD, 1));

        outboxes.has(WARD, new Dot(OTHER_WARD, 1));
        assertThat(outboxes.cursors().get(WARD)).isZero();
        outboxes.has(WARD, new Dot(CENTRE, 1));
        assertThat(outboxes.cursors().get(WARD)).isEqualTo(2);
    }

    @Test
    void whatGotLostGoesOutAgainBeforeWhatCameMeanwhile() {
        row(CENTRE, 1);
        outboxes.step(NOON);
        row(OTHER_WARD, 1);
        sent.clear();
        for (long ms = PATIENCE_MS; ms <= 2 * PATIENCE_MS; ms += 500) {
            outboxes.step(NOON + ms);
            answerReading(NOON + ms);
        }

        assertThat(sent).startsWith(new Dot(CENTRE, 1), new Dot(OTHER_WARD, 1));
    }

    @Test
    void aWardThatThePatientHasLeftHearsOfItAfterAStart() {
        row(CENTRE, 1);
        outboxes.step(NOON);
        outboxes.has(WARD, new Dot(CENTRE, 1));
        row(CENTRE, 2);
        isUp = false;
        atHome = List.of();
        row(CENTRE, 3);

        startAgain();

        assertThat(sent)
                .containsExactly(new Dot(CENTRE, 1), new Dot(CENTRE, 2), new Dot(CENTRE, 3));
    }

    @Test
    void aWardThatThePatientHasLeftHearsOfItThoughItsAnswersGotLost() {
        row(CENTRE, 1);
        outboxes.step(NOON);
        atHome = List.of();
        row(CENTRE, 2);

        startAgain();

        assertThat(sent).containsExactly(new Dot(CENTRE, 1), new Dot(CENTRE, 2));
    }

    private SiteOutboxes started() {
        return new SiteOutboxes(PATIENT, this, place -> this, (site, more) -> {}, recorded);
    }

    private void startAgain() {
        outboxes = started();
        sent.clear();
        isUp = true;
        outboxes.step(NOON);
        answerReading(NOON);
        outboxes.step(NOON);
    }

    private void row(SiteId site, long seq) {
        PatientEvent event = new PatientEvent.GapDeclared(new DeviceId("m"), 1, seq, seq, NOON);
        Envelope envelope = new Envelope(
                site, seq, PATIENT, 0, new HybridTime(NOON, 0), Versions.NONE, List.of(event));
        Batch batch = Batch.of(journal.size() + 1, 0, envelope, false).with(outboxes.sent());
        journal.add(batch);
        recorded = recorded.with(batch);
        outboxes.landed(batch, recorded);
    }

    private void answerReading(long now) {
        if (reading != null) {
            long number = reading;
            reading = null;
            outboxes.at(0)
                    .read(number, journal.subList((int) readFrom - 1, journal.size()), null, now);
        }
    }

    @Override
    public List<SiteId> others(PatientState patient, Collection<SiteId> known) {
        return known.contains(WARD) ? List.of(WARD) : atHome;
    }

    @Override
    public boolean isAtHomeElsewhere(PatientState patient) {
        return true;
    }

    @Override
    public boolean isUp(SiteId site) {
        return isUp;
    }

    @Override
    public boolean send(SiteId to, List<Envelope> envelopes) {
        envelopes.forEach(each -> sent.add(each.dot()));
        return true;
    }

    @Override
    public boolean overtake(SiteId to, List<Envelope> envelopes) {
        return true;
    }

    @Override
    public boolean read(long number, long first, long last) {
        reading = number;
        readFrom = first;
        return true;
    }

    @Override
    public void giveUp() {}

    @Override
    public void failed(String why) {}
}
