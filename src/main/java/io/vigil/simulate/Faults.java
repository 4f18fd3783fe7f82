package io.vigil.simulate;

import java.util.List;

/** Cuts links, crashes sites and turns clocks, until it is told to stop. */
final class Faults {

    private static final int EVERY_MS_MAX = 6_000;
    private static final int CUT_MS_MAX = 25_000;
    private static final int DOWN_MS_MAX = 8_000;
    private static final int FULL_MS_MAX = 8_000;
    private static final int JUMP_MS_MAX = 20_000;

    private final World world;
    private final Network network;
    private final List<SimSite> sites;
    private final int places;
    private boolean isOver;

    Faults(World world, Network network, List<SimSite> sites, int places) {
        this.world = world;
        this.network = network;
        this.sites = sites;
        this.places = places;
    }

    void start() {
        world.after(world.upTo(EVERY_MS_MAX), this::strike);
    }

    private void strike() {
        if (isOver) {
            return;
        }
        world.after(1 + world.upTo(EVERY_MS_MAX), this::strike);
        SimSite site = sites.get(world.upTo(sites.size()));
        switch (world.upTo(9)) {
            case 0 -> crash(site);
            case 1 -> site.jump(world.upTo(2 * JUMP_MS_MAX) - JUMP_MS_MAX);
            case 2 -> cut(site.place, sites.size() + world.upTo(places - sites.size()));
            case 3, 4 -> move(site);
            case 5 -> fill(site);
            default -> {
                SimSite other = sites.get(world.upTo(sites.size()));
                cut(site.place, other.place);
            }
        }
    }

    private void crash(SimSite site) {
        if (site.isUp()) {
            site.crash();
            world.after(500 + world.upTo(DOWN_MS_MAX), () -> {
                if (!site.isUp()) {
                    site.restart();
                }
            });
        }
    }

    /** A patient's entity ends while the site goes on. */
    private void move(SimSite site) {
        if (site.isUp()) {
            List<SitePatient> patients = List.copyOf(site.patients.values());
            site.moves(patients.get(world.upTo(patients.size())), world.chance(500));
        }
    }

    private void fill(SimSite site) {
        site.disk(true);
        world.after(1 + world.upTo(FULL_MS_MAX), () -> site.disk(false));
    }

    private void cut(int one, int other) {
        if (one != other) {
            world.happened(8, one * 100L + other, () -> "link " + one + " " + other + " is cut");
            network.cut(one, other);
            world.after(1_000 + world.upTo(CUT_MS_MAX), () -> network.mend(one, other));
        }
    }

    /** Everything works from now on. */
    void end() {
        isOver = true;
        network.heal();
        for (SimSite site : sites) {
            if (!site.isUp()) {
                site.restart();
            }
        }
    }
}
