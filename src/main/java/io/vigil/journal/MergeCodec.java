package io.vigil.journal;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.Profiles;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.Merge;
import io.vigil.core.replica.Merge.ConditionOf;
import io.vigil.core.replica.Merge.Discharge;
import io.vigil.core.replica.Merge.Person;
import io.vigil.core.replica.Merge.Place;
import io.vigil.core.replica.Siblings;
import io.vigil.core.replica.Siblings.Sibling;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What several sites have decided of a patient as bytes of a snapshot: each record's fields in their
 * order, and maps sorted: the same facts are the same bytes. No count is believed beyond its bound, and none makes room before its parts have been read.
 */
final class MergeCodec {

    private static final int DEVICES_MAX = 4096;
    private static final int DISCHARGES_MAX = 4096;
    private static final int ENDED_MAX = 4096;

    private final SiteNames names = new SiteNames();

    private MergeCodec() {}

    static void write(ByteWriter out, Merge merge) {
        new MergeCodec().writeMerge(out, merge);
    }

    static Merge read(ByteReader in) {
        return new MergeCodec().readMerge(in);
    }

    static void writeTime(ByteWriter out, HybridTime time) {
        out.signed(time.wallMs());
        out.unsigned(time.counter());
    }

    static HybridTime readTime(ByteReader in) {
        return new HybridTime(in.signed(), in.atMost(Integer.MAX_VALUE));
    }

    private void writeMerge(ByteWriter out, Merge merge) {
        names.write(out, merge.self());
        names.writeVersions(out, merge.marks());
        names.writeVersions(out, merge.life());
        out.unsigned(merge.stay());
        writeSiblings(out, merge.people(), MergeCodec::writePerson);
        writeSiblings(out, merge.places(), MergeCodec::writePlace);
        writeSiblings(out, merge.scales(), (to, scale) -> to.signed(scale));
        out.unsigned(merge.limits().size());
        merge.limits().forEach(each -> writeSiblings(out, each, EventRow::writeCondition));
        out.unsigned(merge.devices().size());
        new TreeMap<>(merge.devices()).forEach((device, attached) -> {
            out.text(device.value());
            writeSiblings(out, attached, (to, is) -> to.flag(is));
        });
        out.unsigned(merge.discharges().size());
        for (Discharge discharge : merge.discharges()) {
            writeDot(out, discharge.dot());
            names.writeVersions(out, discharge.context());
            out.signed(discharge.at());
        }
        new AlarmFactsCodec(names).writeAll(out, merge.alarms());
        out.unsigned(merge.endedThrough().size());
        Map<ConditionOf, Long> ended = new TreeMap<>(Comparator.comparing(ConditionOf::toString));
        ended.putAll(merge.endedThrough());
        ended.forEach((condition, onset) -> {
            out.text(condition.condition());
            AlarmCodec.writeDevice(out, condition.device());
            out.signed(onset);
        });
        out.unsigned(merge.seenBy().size());
        new TreeMap<>(merge.seenBy()).forEach((site, versions) -> {
            names.write(out, site);
            names.writeVersions(out, versions);
        });
    }

    private Merge readMerge(ByteReader in) {
        return new Merge(
                names.read(in),
                names.readVersions(in),
                names.readVersions(in),
                in.atMost(Integer.MAX_VALUE),
                readSiblings(in, MergeCodec::readPerson),
                readSiblings(in, MergeCodec::readPlace),
                readSiblings(in, from -> Math.toIntExact(from.signed())),
                readLimits(in),
                readDevices(in),
                readDischarges(in),
                new AlarmFactsCodec(names).readAll(in),
                readEnded(in),
                readSeenBy(in));
    }

    private <T> void writeSiblings(
            ByteWriter out, Siblings<T> siblings, BiConsumer<ByteWriter, T> writer) {
        out.unsigned(siblings.all().size());
        for (Sibling<T> each : siblings.all()) {
            writeDot(out, each.dot());
            writeTime(out, each.at());
            writer.accept(out, each.value());
        }
    }

    private <T> Siblings<T> readSiblings(ByteReader in, Function<ByteReader, T> reader) {
        int count = in.atMost(SiteNames.SITES_MAX);
        if (count == 0) {
            return Siblings.none();
        }
        List<Sibling<T>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Sibling<>(readDot(in), readTime(in), reader.apply(in)));
        }
        return new Siblings<>(List.copyOf(all));
    }

    private void writeDot(ByteWriter out, Dot dot) {
        names.write(out, dot.site());
        out.unsigned(dot.seq());
    }

    private Dot readDot(ByteReader in) {
        return new Dot(names.read(in), in.unsigned());
    }

    private static void writePerson(ByteWriter out, Person person) {
        out.text(person.name());
        out.byte8(Codes.of(person.profile()));
        out.signed(person.admittedAt());
    }

    private static Person readPerson(ByteReader in) {
        return new Person(in.text(), Codes.profile(in.byte8()), in.signed());
    }

    private static void writePlace(ByteWriter out, Place place) {
        out.text(place.ward().value());
        out.text(place.bed().value());
    }

    private static Place readPlace(ByteReader in) {
        return new Place(new WardId(in.text()), new BedId(in.text()));
    }

    private List<Siblings<Condition>> readLimits(ByteReader in) {
        int count = in.atMost(Profiles.CONDITION_COUNT);
        if (count != Profiles.CONDITION_COUNT) {
            throw new JournalFormatException("limits of " + count + " conditions");
        }
        List<Siblings<Condition>> limits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            limits.add(readSiblings(in, EventRow::readCondition));
        }
        return List.copyOf(limits);
    }

    private Map<DeviceId, Siblings<Boolean>> readDevices(ByteReader in) {
        int count = in.atMost(DEVICES_MAX);
        Map<DeviceId, Siblings<Boolean>> devices = new HashMap<>();
        for (int i = 0; i < count; i++) {
            devices.put(new DeviceId(in.text()), readSiblings(in, ByteReader::flag));
        }
        return Map.copyOf(devices);
    }

    private List<Discharge> readDischarges(ByteReader in) {
        int count = in.atMost(DISCHARGES_MAX);
        List<Discharge> discharges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            discharges.add(new Discharge(readDot(in), names.readVersions(in), in.signed()));
        }
        return List.copyOf(discharges);
    }

    private static Map<ConditionOf, Long> readEnded(ByteReader in) {
        int count = in.atMost(ENDED_MAX);
        Map<ConditionOf, Long> ended = new HashMap<>();
        for (int i = 0; i < count; i++) {
            ended.put(new ConditionOf(in.text(), AlarmCodec.readDevice(in)), in.signed());
        }
        return Map.copyOf(ended);
    }

    private Map<SiteId, Versions> readSeenBy(ByteReader in) {
        int count = in.atMost(SiteNames.SITES_MAX);
        Map<SiteId, Versions> seenBy = new HashMap<>();
        for (int i = 0; i < count; i++) {
            seenBy.put(names.read(in), names.readVersions(in));
        }
        return Map.copyOf(seenBy);
    }
}
