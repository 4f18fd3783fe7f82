package io.vigil.journal.embedded;

import io.vigil.core.Nullable;
import io.vigil.journal.PackedRow;
import io.vigil.journal.RowGroup;
import io.vigil.journal.embedded.Rows.Numbered;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts one row in the place of a group's. The row that stays is the group's last, with its number and
 * writer; the others go in the same write. What can't be packed without loss stays as it is.
 */
final class RowPacker {

    private static final Logger LOG = LoggerFactory.getLogger(RowPacker.class);

    private RowPacker() {}

    /**
     * Packs the group that begins at this number. Every row of it must be behind whatever a recovery
     * may begin with.
     *
     * @return whether it has changed
     */
    static boolean pack(EmbeddedStore store, String persistenceId, long first) throws IOException {
        List<Numbered> rows =
                new Rows(store).page(persistenceId, first, RowGroup.last(first)).rows();
        if (rows.size() < 2 || !rows.stream().allMatch(RowPacker::isPackable)) {
            return false;
        }
        PackedRow packed = packed(persistenceId, rows);
        if (packed == null) {
            return false;
        }
        store.writeLazily(changes(persistenceId, rows, packed));
        return true;
    }

    private static boolean isPackable(Numbered numbered) {
        Row row = numbered.row();
        return PackedRow.isPackable(row.event().serializer(), row.event().manifest())
                && row.adapter().isEmpty()
                && row.metadata() == null;
    }

    private static @Nullable PackedRow packed(String persistenceId, List<Numbered> rows) {
        try {
            return PackedRow.of(
                    rows.stream().map(each -> each.row().event().bytes()).toList());
        } catch (RuntimeException e) {
            LOG.warn(
                    "Rows {} to {} of {} stay as they are: {}",
                    rows.getFirst().sequenceNr(),
                    rows.getLast().sequenceNr(),
                    persistenceId,
                    e.toString());
            return null;
        }
    }

    private static List<Change> changes(
            String persistenceId, List<Numbered> rows, PackedRow packed) {
        List<Change> changes = new ArrayList<>();
        for (Numbered each : rows.subList(0, rows.size() - 1)) {
            changes.add(Change.delete(Table.ROWS, Keys.row(persistenceId, each.sequenceNr())));
        }
        Numbered last = rows.getLast();
        Stored event =
                new Stored(last.row().event().serializer(), packed.manifest(), packed.bytes());
        changes.add(Change.put(
                Table.ROWS,
                Keys.row(persistenceId, last.sequenceNr()),
                last.row().with(event).bytes()));
        return changes;
    }
}
