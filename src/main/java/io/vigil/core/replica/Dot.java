package io.vigil.core.replica;

/** Names one envelope of a patient: the site that decided it, and its place in that site's count. */
public record Dot(SiteId site, long seq) implements Comparable<Dot> {

    @Override
    public int compareTo(Dot other) {
        int bySite = site.compareTo(other.site);
        return bySite != 0 ? bySite : Long.compare(seq, other.seq);
    }

    @Override
    public String toString() {
        return site + ":" + seq;
    }
}
