package io.vigil.simulate;

import io.vigil.core.Bounds;
import io.vigil.journal.Batch;
import io.vigil.patient.RowSource;

import java.util.ArrayList;
import java.util.List;

/** Rows of a patient's journal, read back for one of the outboxes: after a while, or not at all. */
final class SimRows implements RowSource {

    private static final int READ_MS_MAX = 50;
    private static final int FAIL_PER_MILLE = 20;

    private final SitePatient patient;
    private final PatientLife life;
    private final int place;
    private final SimSite site;
    private final World world;
    private boolean hasTurn;

    SimRows(SitePatient patient, PatientLife life, int place, SimSite site, World world) {
        this.patient = patient;
        this.life = life;
        this.place = place;
        this.site = site;
        this.world = world;
    }

    @Override
    public boolean read(long reading, long first, long last) {
        hasTurn |= site.takesTurn();
        if (!hasTurn) {
            return false;
        }
        world.after(1 + world.upTo(READ_MS_MAX), () -> {
            if (world.chance(FAIL_PER_MILLE)) {
                life.rowsRead(place, reading, List.of(), "the store doesn't answer");
            } else {
                life.rowsRead(place, reading, page(first, last), null);
            }
        });
        return true;
    }

    private List<Batch> page(long first, long last) {
        List<Batch> page = new ArrayList<>();
        int events = 0;
        for (long row = first; row <= last && events < Bounds.FEED_PAGE_EVENTS; row++) {
            Batch batch = patient.journal.get((int) row - 1);
            page.add(batch);
            events += Math.max(1, batch.events().size());
        }
        return page;
    }

    @Override
    public void giveUp() {
        if (hasTurn) {
            hasTurn = false;
            site.givesTurn();
        }
    }

    @Override
    public void failed(String why) {
        world.happened(10, site.place, () -> site.id + ": " + patient.id + ": " + why);
    }
}
