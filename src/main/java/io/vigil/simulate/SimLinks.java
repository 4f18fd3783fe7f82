package io.vigil.simulate;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.patient.PatientEntity.SiteAnswer;
import io.vigil.patient.SitesPort;
import io.vigil.replication.link.LinkCodec;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.replication.link.LinkTarget;
import io.vigil.replication.link.SiteLinks;

import org.slf4j.helpers.NOPLogger;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A site's links from its start to its crash: the real ones, with letters that are carried by the
 * network instead of Kafka.
 */
final class SimLinks implements SiteLinks.Carrier, LinkTarget {

    private static final int BEAT_MS = 1_000;
    private static final int PAUSE_MS = 1_000;
    private static final int REFUSED_PER_MILLE = 3;
    private static final int WRITTEN_PER_MILLE = 100;

    private final SimSite site;
    private final Stage stage;
    private final World world;
    private final SiteLinks links;
    private boolean isOver;

    SimLinks(SimSite site, Stage stage) {
        this.site = site;
        this.stage = stage;
        this.world = stage.world();
        this.links = new SiteLinks(
                site.end,
                this,
                this,
                stage.metrics(),
                new SiteLinks.Clocks(
                        () -> Instant.ofEpochMilli(site.now()),
                        () -> world.now() * 1_000_000,
                        task -> whileUp(PAUSE_MS, task)),
                NOPLogger.NOP_LOGGER);
    }

    SitesPort port() {
        return links;
    }

    void beat() {
        links.beat();
        whileUp(BEAT_MS, this::beat);
    }

    private void whileUp(int ms, Runnable task) {
        world.after(ms, () -> {
            if (!isOver) {
                task.run();
            }
        });
    }

    void crash() {
        isOver = true;
    }

    // the way out

    @Override
    public boolean carry(String topic, String key, List<Letter> letters) {
        if (stage.network().isFaulty() && world.chance(REFUSED_PER_MILLE)) {
            return false;
        }
        SimSite to = site.reader(topic);
        for (Letter letter : letters) {
            stage.network().send(site.place, to.place, arrives(to, letter));
            if (stage.has(Flaw.CURSOR_FOLLOWS_SENDING)
                    && letter.message() instanceof Deliver m
                    && m.isAsking()) {
                Envelope last = m.envelope();
                whileUp(0, () -> has(last.patient(), to.id, last.dot()));
            }
        }
        return true;
    }

    /** Most letters are handed over as they are: to write and to read each would take long. */
    private Runnable arrives(SimSite to, Letter letter) {
        if (!world.chance(WRITTEN_PER_MILLE)) {
            return () -> to.links().came(letter);
        }
        byte[] bytes = LinkCodec.encode(letter);
        return () -> to.links().came(LinkCodec.decode(bytes));
    }

    @Override
    public @Nullable String trouble() {
        return null;
    }

    // the way in

    private void came(Letter letter) {
        if (!isOver) {
            links.read(letter);
        }
    }

    @Override
    public CompletionStage<SiteAnswer> deliver(Envelope envelope, boolean isAhead) {
        world.happened(
                4,
                envelope.seq() * 64 + site.place,
                () -> site.id + " got " + envelope.dot() + " of " + envelope.patient()
                        + (isAhead ? " ahead" : ""));
        return site.patient(envelope.patient()).life().take(envelope, isAhead);
    }

    @Override
    public void has(PatientId patient, SiteId other, Dot dot) {
        site.patient(patient).life().has(other, dot);
    }

    @Override
    public void lacks(PatientId patient, SiteId other, Dot dot) {
        site.patient(patient).life().lacks(other, dot);
    }
}
