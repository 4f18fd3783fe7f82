package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Profiles;
import io.vigil.core.replica.Doubt;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.journal.HistoryReader;
import io.vigil.journal.Stamp;

import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;

import java.time.Duration;
import java.util.List;

/** A patient's actor at the edge and one at the centre, and what they bring each other. */
final class TwoSites implements AutoCloseable {

    final Site edge;
    final Site centre;

    TwoSites(Bedside edge, Bedside centre) {
        this.edge = new Site("edge", edge);
        this.centre = new Site("centre", centre);
    }

    /** Admitted with a device at the edge, and known at the centre. */
    TwoSites settled() {
        edge.bedside.settled();
        centre.hears(edge);
        return this;
    }

    void meet() {
        centre.hears(edge);
        edge.hears(centre);
        centre.hears(edge);
    }

    @Override
    public void close() {
        edge.bedside.close();
        centre.bedside.close();
    }

    /** One of them. */
    static final class Site {
        final SiteId id;
        final Bedside bedside;
        final TestProbe<PatientEntity.SiteAnswer> link;

        Site(String name, Bedside bedside) {
            this.id = new SiteId(name);
            this.bedside = bedside;
            this.link = bedside.testKit.createTestProbe("link", PatientEntity.SiteAnswer.class);
        }

        /** The rows of its journal, as the server reads them. */
        List<Stamp.Stamped> rows() {
            return HistoryReader.create(bedside.testKit.system())
                    .batches(PatientLedger.persistenceId(Bedside.PATIENT).id(), 1, Long.MAX_VALUE)
                    .mapConcat(batch -> batch.envelopes(Bedside.PATIENT))
                    .runWith(Sink.seq(), Materializer.createMaterializer(bedside.testKit.system()))
                    .toCompletableFuture()
                    .join();
        }

        /** What it has decided itself, as far as that is durable. */
        List<Envelope> own() {
            return rows().stream()
                    .map(Stamp.Stamped::envelope)
                    .filter(envelope -> envelope.site().equals(id))
                    .toList();
        }

        void bring(Envelope envelope, boolean ahead) {
            bedside.patient.tell(new PatientEntity.FromSite(envelope, ahead, link.getRef()));
        }

        void takes(Envelope envelope) {
            bring(envelope, false);
            assertThat(link.expectMessageClass(PatientEntity.Taken.class))
                    .isEqualTo(new PatientEntity.Taken(
                            Bedside.PATIENT, envelope.site(), envelope.seq()));
        }

        /** All that the other has decided so far. */
        void hears(Site other) {
            other.own().forEach(this::takes);
        }

        PatientEntity.Decided asks(PatientCommand.FromPerson command) {
            bedside.ask(command);
            return bedside.decided();
        }

        PatientEntity.Decided limits(String condition, double bound) {
            ask(condition, bound);
            return bedside.decided();
        }

        /** Without waiting for the answer. */
        void ask(String condition, double bound) {
            bedside.ask(new PatientCommand.SetLimits(
                    bedside.millis(),
                    "lead",
                    null,
                    List.of(new PatientCommand.LimitChange(
                            condition, bound, null, null, null, null))));
        }

        Condition condition(String name) {
            return bedside.picture().state().conditions().get(Profiles.place(name));
        }

        List<Doubt> doubts() {
            return bedside.picture().doubts();
        }

        PatientHistory history() {
            return new PatientHistory(
                    (patient, from, to) -> AskPattern.ask(
                            bedside.patient,
                            replyTo -> new PatientEntity.FindRows(from, to, replyTo),
                            Duration.ofSeconds(10),
                            bedside.testKit.scheduler()),
                    HistoryReader.create(bedside.testKit.system())::batches,
                    Materializer.createMaterializer(bedside.testKit.system()));
        }
    }
}
