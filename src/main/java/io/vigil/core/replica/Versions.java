package io.vigil.core.replica;

import java.util.Arrays;
import java.util.List;

/**
 * A version vector: of each site, how far its envelopes of a patient are known. A site that isn't
 * in it is known up to 0. Immutable, in the order of the sites.
 */
public final class Versions {

    public static final Versions NONE = new Versions(new SiteId[0], new long[0]);

    /** How two vectors stand to each other. */
    public enum Order {
        BEFORE,
        AFTER,
        EQUAL,
        CONCURRENT
    }

    private final SiteId[] sites;
    private final long[] seqs;

    private Versions(SiteId[] sites, long[] seqs) {
        this.sites = sites;
        this.seqs = seqs;
    }

    public static Versions of(SiteId site, long seq) {
        return NONE.with(site, seq);
    }

    public long get(SiteId site) {
        for (int i = 0; i < sites.length; i++) {
            if (sites[i].equals(site)) {
                return seqs[i];
            }
        }
        return 0;
    }

    public List<SiteId> sites() {
        return List.of(sites);
    }

    /** Known at least so far; never less than before. */
    public Versions with(SiteId site, long seq) {
        int place = Arrays.binarySearch(sites, site);
        if (place >= 0) {
            if (seqs[place] >= seq) {
                return this;
            }
            long[] next = seqs.clone();
            next[place] = seq;
            return new Versions(sites, next);
        }
        if (seq <= 0) {
            return this;
        }
        int at = -place - 1;
        SiteId[] nextSites = new SiteId[sites.length + 1];
        long[] nextSeqs = new long[seqs.length + 1];
        System.arraycopy(sites, 0, nextSites, 0, at);
        System.arraycopy(seqs, 0, nextSeqs, 0, at);
        nextSites[at] = site;
        nextSeqs[at] = seq;
        System.arraycopy(sites, at, nextSites, at + 1, sites.length - at);
        System.arraycopy(seqs, at, nextSeqs, at + 1, seqs.length - at);
        return new Versions(nextSites, nextSeqs);
    }

    public Versions joined(Versions other) {
        Versions all = this;
        for (int i = 0; i < other.sites.length; i++) {
            all = all.with(other.sites[i], other.seqs[i]);
        }
        return all;
    }

    public boolean covers(Dot dot) {
        return get(dot.site()) >= dot.seq();
    }

    public boolean covers(Versions other) {
        for (int i = 0; i < other.sites.length; i++) {
            if (get(other.sites[i]) < other.seqs[i]) {
                return false;
            }
        }
        return true;
    }

    public Order order(Versions other) {
        boolean covers = covers(other);
        boolean covered = other.covers(this);
        if (covers) {
            return covered ? Order.EQUAL : Order.AFTER;
        }
        return covered ? Order.BEFORE : Order.CONCURRENT;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Versions that
                && Arrays.equals(sites, that.sites)
                && Arrays.equals(seqs, that.seqs);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sites) + Arrays.hashCode(seqs);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < sites.length; i++) {
            text.append(i == 0 ? "" : " ").append(sites[i]).append(':').append(seqs[i]);
        }
        return text.append(']').toString();
    }
}
