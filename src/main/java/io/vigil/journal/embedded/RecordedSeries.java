package io.vigil.journal.embedded;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Frames from a CSV of measurements: a header line, a time column ({@code t_ms}, {@code t_s} or
 * {@code minute}), maybe a column before it that names the series, and vitals under their own names
 * or those of the published recordings. Other columns and lines that begin with # are passed over.
 */
final class RecordedSeries {

    private static final long START = 1_764_000_000_000L;

    private static final Map<String, Long> UNITS_MS =
            Map.of("t_ms", 1L, "t_s", 1000L, "minute", 60_000L);

    /** Pulmonary pressures stand in for arterial ones: what counts here is how they vary. */
    private static final Map<String, Vital> NAMES = Map.ofEntries(
            Map.entry("hr_bpm", Vital.HR),
            Map.entry("pulse_rate", Vital.PR),
            Map.entry("pulse", Vital.PR),
            Map.entry("resp", Vital.RR),
            Map.entry("pap_sys", Vital.SBP),
            Map.entry("pap_dia", Vital.DBP),
            Map.entry("pap_mean", Vital.MAP),
            Map.entry("abpsys", Vital.SBP),
            Map.entry("abpdias", Vital.DBP),
            Map.entry("abpmean", Vital.MAP));

    private final int timeColumn;
    private final long unitMs;
    private final @Nullable Vital[] vitals;

    private RecordedSeries(String[] header) {
        int time = -1;
        vitals = new Vital[header.length];
        for (int i = 0; i < header.length; i++) {
            String name = header[i].trim().toLowerCase(Locale.ROOT);
            if (UNITS_MS.containsKey(name)) {
                time = i;
            }
            Vital vital = Vital.byCode(name.replace("spot.", ""));
            vitals[i] = vital == null ? NAMES.get(name) : vital;
        }
        if (time < 0) {
            throw new IllegalArgumentException("no column t_ms, t_s or minute");
        }
        timeColumn = time;
        unitMs = UNITS_MS.getOrDefault(header[time].trim(), 1L);
    }

    /** A list of frames for each series; rows without a value are left out. */
    static List<List<Observed>> read(Path file) throws IOException {
        Map<String, List<Observed>> series = new LinkedHashMap<>();
        try (BufferedReader lines = open(file)) {
            RecordedSeries columns = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] cells = line.split(",", -1);
                if (columns == null) {
                    columns = new RecordedSeries(cells);
                } else {
                    columns.add(cells, series);
                }
            }
        }
        return List.copyOf(series.values());
    }

    private void add(String[] cells, Map<String, List<Observed>> series) {
        Values values = Values.NONE;
        for (int i = 0; i < Math.min(cells.length, vitals.length); i++) {
            Vital vital = vitals[i];
            if (vital != null && !cells[i].isEmpty()) {
                values = values.with(vital, Double.parseDouble(cells[i]));
            }
        }
        if (values.isEmpty()) {
            return;
        }
        String name = timeColumn == 0 ? "one" : cells[0];
        List<Observed> frames = series.computeIfAbsent(name, key -> new ArrayList<>());
        long at = START + Math.round(Double.parseDouble(cells[timeColumn]) * unitMs);
        frames.add(new Observed(
                new DeviceId("monitor-" + series.size()),
                1,
                frames.size() + 1L,
                at,
                values,
                0,
                Charted.NONE));
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
    }
}
