package io.vigil.journal;

import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stamps as bytes. Each is told by what it differs in from the one before, and from the one that its
 * site would most likely give next: in a packed row that is nothing but the time.
 */
final class StampCodec {

    /** In the place of how many versions follow: those that are expected. */
    private static final int AS_EXPECTED = 0;

    private final SiteNames names;
    private final Map<SiteId, Versions> contexts = new HashMap<>();
    private int stay;
    private long wallMs;

    private StampCodec(SiteNames names) {
        this.names = names;
    }

    static void write(ByteWriter out, SiteNames names, List<Stamp> stamps) {
        out.unsigned(stamps.size());
        StampCodec codec = new StampCodec(names);
        stamps.forEach(stamp -> codec.write(out, stamp));
    }

    static List<Stamp> read(ByteReader in, SiteNames names) {
        int count = in.atMost(Batch.STAMPS_MAX);
        StampCodec codec = new StampCodec(names);
        List<Stamp> stamps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stamps.add(codec.read1(in));
        }
        return stamps;
    }

    private void write(ByteWriter out, Stamp stamp) {
        names.write(out, stamp.site());
        out.flag(stamp.ahead());
        out.unsigned(stamp.events());
        out.signed(stamp.seq() - nextSeq(stamp.site()));
        out.signed(stamp.stay() - stay);
        out.signed(stamp.at().wallMs() - wallMs);
        out.unsigned(stamp.at().counter());
        if (stamp.seen().equals(expected(stamp.site(), stamp.seq()))) {
            out.unsigned(AS_EXPECTED);
        } else {
            out.unsigned(stamp.seen().sites().size() + 1);
            for (SiteId site : stamp.seen().sites()) {
                names.write(out, site);
                out.unsigned(stamp.seen().get(site));
            }
        }
        after(stamp);
    }

    private Stamp read1(ByteReader in) {
        SiteId site = names.read(in);
        boolean ahead = in.flag();
        int events = in.atMost(Batch.EVENTS_MAX);
        long seq = nextSeq(site) + in.signed();
        int read = Math.toIntExact(stay + in.signed());
        HybridTime at = new HybridTime(wallMs + in.signed(), in.atMost(Integer.MAX_VALUE));
        int versions = in.atMost(SiteNames.SITES_MAX + 1);
        Versions seen = versions == AS_EXPECTED
                ? expected(site, seq)
                : names.readVersions(in, versions - 1);
        Stamp stamp = new Stamp(site, seq, read, at, seen, ahead, events);
        after(stamp);
        return stamp;
    }

    private long nextSeq(SiteId site) {
        return contexts.getOrDefault(site, Versions.NONE).get(site) + 1;
    }

    /** What the site had seen before, and all of its own. */
    private Versions expected(SiteId site, long seq) {
        return contexts.getOrDefault(site, Versions.NONE).with(site, seq - 1);
    }

    private void after(Stamp stamp) {
        contexts.put(stamp.site(), stamp.seen().with(stamp.site(), stamp.seq()));
        stay = stamp.stay();
        wallMs = stamp.at().wallMs();
    }
}
