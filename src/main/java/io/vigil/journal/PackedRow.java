package io.vigil.journal;

import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Versions;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The one row that a group of a patient's rows becomes. The state evolves by events, one after the
 * other, so that one row with all of a group's events means what its rows meant.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PackedRow(String manifest, byte[] bytes) {

    /** Past it a row's overhead is nothing, and whoever wants a minute of it reads too much. */
    private static final int BYTES_MAX = 64 * 1024;

    private static final Set<String> BATCHES = Set.of(
            VigilSerializer.BATCH, VigilSerializer.BATCH_UNPUBLISHED, VigilSerializer.BATCH_SHARED);

    /** Whether what a row holds can be packed at all. */
    public static boolean isPackable(int serializer, String manifest) {
        return serializer == VigilSerializer.ID && BATCHES.contains(manifest);
    }

    /**
     * The row for these, or null if they must stay as they are: not all of it would fit.
     *
     * @param rows a group's, in their order
     * @throws JournalFormatException if one can't be read
     */
    public static @Nullable PackedRow of(List<byte[]> rows) {
        List<PatientEvent> events = new ArrayList<>();
        List<Stamp> stamps = new ArrayList<>();
        boolean hasUnstamped = false;
        long number = 0;
        long published = 0;
        Versions sent = Versions.NONE;
        for (byte[] row : rows) {
            Batch batch = BatchCodec.decode(row);
            events.addAll(batch.events());
            stamps.addAll(batch.stamps());
            hasUnstamped |= batch.stamps().isEmpty() && !batch.events().isEmpty();
            number = batch.number();
            published = batch.published();
            sent = batch.sent().equals(Versions.NONE) ? sent : batch.sent();
        }
        if (events.size() > Batch.EVENTS_MAX || hasUnstamped && !stamps.isEmpty()) {
            return null;
        }
        Batch whole = new Batch(number, published, events, stamps, sent);
        byte[] bytes = BatchCodec.encode(whole);
        boolean isSafe = bytes.length <= BYTES_MAX && BatchCodec.decode(bytes).equals(whole);
        return isSafe ? new PackedRow(VigilSerializer.manifestOf(whole), bytes) : null;
    }
}
