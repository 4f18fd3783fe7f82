package io.vigil.ops.replay;

import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Profile;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Reads recordings: UTF-8 text, plain or gzip.
 *
 * <pre>
 * # vigil-recording 1
 * # id: demo-icu-1-1            the patient's id; the device is the id with ".monitor"
 * # ward: icu-1
 * # bed: 1
 * # name: Demo Alder            an invented name
 * # profile: adult              adult, child or neonate
 * # origin: where it comes from
 * # speed: 360                  times faster than life at speed 1; 1 if absent
 * # start: 0                    ms: where playing begins; 0 if absent
 * # length: 172800000           ms: where it begins again
 * t_ms,hr,rr,spot.sbp,spot.temp,consciousness,oxygen,technical
 * 0,72,22,134,36.7,A,true,
 * 60000,74,,,,,,signal-poor
 * </pre>
 *
 * <p>The header's keys come in any order. The columns are {@code t_ms}, then any of: a vital (a
 * value of a stream), {@code spot.} and a vital (a value measured once), {@code consciousness} (A C
 * V P U), {@code oxygen} (true, false), {@code technical} (names of the device's active conditions,
 * {@code |} between them). An empty field was not measured: nothing is held or interpolated.
 */
public final class RecordingReader {

    /** A day at ten rows a second: a larger file is no recording of one bed. */
    static final int ROWS_MAX = 1_000_000;

    private static final String MAGIC = "# vigil-recording 1";
    private static final String BUILTIN = "/demo/";
    private static final Set<String> KEYS =
            Set.of("id", "ward", "bed", "name", "profile", "origin", "speed", "start", "length");

    private final String source;
    private final BufferedReader lines;
    private final Map<String, String> header = new HashMap<>();
    private int line;

    private RecordingReader(String source, BufferedReader lines) {
        this.source = source;
        this.lines = lines;
    }

    /** The recordings that ship with Vigil: three wards of real patients. */
    public static List<Recording> builtin() throws IOException {
        List<Recording> recordings = new ArrayList<>();
        for (String name : builtinNames()) {
            try (InputStream in = resource(name)) {
                recordings.add(read(name, in));
            }
        }
        return List.copyOf(recordings);
    }

    public static Recording read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        }
    }

    /**
     * @param source what errors call the recording
     * @throws RecordingFormatException if it is no recording, with the line
     */
    public static Recording read(String source, InputStream bytes) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(bytes);
        InputStream text = isGzip(buffered) ? new GZIPInputStream(buffered) : buffered;
        return new RecordingReader(
                        source,
                        new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8)))
                .recording();
    }

    private static List<String> builtinNames() throws IOException {
        try (InputStream in = resource("recordings.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = RecordingReader.class.getResourceAsStream(BUILTIN + name);
        if (in == null) {
            throw new FileNotFoundException("no built-in recording " + name);
        }
        return in;
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private Recording recording() throws IOException {
        String first = nextLine();
        if (!MAGIC.equals(first)) {
            throw wrong("not a recording: the first line must be '" + MAGIC + "'");
        }
        String columns = header();
        RowParser parser = parsed(columns, RowParser::of);
        List<Recording.Row> rows = rows(parser);
        long lastMs = rows.getLast().timeMs();
        return new Recording(
                key("id", PatientId::new),
                key("ward", WardId::new),
                key("bed", BedId::new),
                key("name", name -> name),
                key("profile", RecordingReader::profile),
                key("origin", origin -> origin),
                key("speed", "1", RecordingReader::speed),
                key("start", "0", text -> between(0, lastMs, text)),
                key("length", text -> between(lastMs + 1, Long.MAX_VALUE / 2, text)),
                rows);
    }

    /** Reads up to the line of column names, which it returns. */
    private String header() throws IOException {
        String text = nextLine();
        while (text != null && text.startsWith("#")) {
            String[] keyAndValue = text.substring(1).split(":", 2);
            String key = keyAndValue[0].strip();
            if (keyAndValue.length != 2 || !KEYS.contains(key)) {
                throw wrong("unknown header '" + text + "'");
            }
            if (header.put(key, keyAndValue[1].strip()) != null) {
                throw wrong("header '" + key + "' twice");
            }
            text = nextLine();
        }
        if (text == null) {
            throw wrong("ends before the line of column names");
        }
        return text;
    }

    private List<Recording.Row> rows(RowParser parser) throws IOException {
        List<Recording.Row> rows = new ArrayList<>();
        for (String text = nextLine(); text != null; text = nextLine()) {
            Recording.Row row = parsed(text, parser::row);
            if (!rows.isEmpty() && row.timeMs() <= rows.getLast().timeMs()) {
                throw wrong("t_ms " + row.timeMs() + " is not after the row before");
            }
            if (rows.size() == ROWS_MAX) {
                throw wrong("more than " + ROWS_MAX + " rows");
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw wrong("has no rows");
        }
        return rows;
    }

    private @Nullable String nextLine() throws IOException {
        line++;
        return lines.readLine();
    }

    private <T> T key(String key, Function<String, T> parse) {
        String value = header.get(key);
        if (value == null) {
            throw wrong("the header has no '" + key + "'");
        }
        return named(key, value, parse);
    }

    private <T> T key(String key, String absent, Function<String, T> parse) {
        return named(key, header.getOrDefault(key, absent), parse);
    }

    private <T> T named(String key, String value, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw wrong("header '" + key + "': " + e.getMessage());
        }
    }

    private <T> T parsed(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Profile profile(String name) {
        Profile profile = Profile.byCode(name);
        if (profile == null) {
            throw new IllegalArgumentException("unknown profile '" + name + "'");
        }
        return profile;
    }

    private static double speed(String text) {
        double speed = Double.parseDouble(text);
        if (!(speed > 0 && speed <= 100_000)) {
            throw new IllegalArgumentException("'" + text + "' is not above 0 and up to 100000");
        }
        return speed;
    }

    private static long between(long lowest, long highest, String text) {
        long number = Long.parseLong(text);
        if (number < lowest || number > highest) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not from " + lowest + " to " + highest);
        }
        return number;
    }

    private RecordingFormatException wrong(String problem) {
        return new RecordingFormatException(source, line, problem);
    }
}
