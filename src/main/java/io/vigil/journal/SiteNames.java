package io.vigil.journal;

import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import java.util.ArrayList;
import java.util.List;

/** Sites in bytes: each is named once, and from then on is the place at which it was named. */
final class SiteNames {

    /** What may speak of one patient: a hospital's wards and its centre, several times over. */
    static final int SITES_MAX = 1024;

    private final List<SiteId> named = new ArrayList<>();

    void write(ByteWriter out, SiteId site) {
        int place = named.indexOf(site) + 1;
        out.unsigned(place);
        if (place == 0) {
            named.add(site);
            out.text(site.value());
        }
    }

    SiteId read(ByteReader in) {
        int place = in.atMost(named.size());
        if (place > 0) {
            return named.get(place - 1);
        }
        if (named.size() >= SITES_MAX) {
            throw new JournalFormatException("more than " + SITES_MAX + " sites");
        }
        SiteId site = new SiteId(in.text());
        named.add(site);
        return site;
    }

    void writeVersions(ByteWriter out, Versions versions) {
        List<SiteId> sites = versions.sites();
        out.unsigned(sites.size());
        for (SiteId site : sites) {
            write(out, site);
            out.unsigned(versions.get(site));
        }
    }

    Versions readVersions(ByteReader in) {
        return readVersions(in, in.atMost(SITES_MAX));
    }

    Versions readVersions(ByteReader in, int count) {
        Versions versions = Versions.NONE;
        for (int i = 0; i < count; i++) {
            versions = versions.with(read(in), in.unsigned());
        }
        return versions;
    }
}
