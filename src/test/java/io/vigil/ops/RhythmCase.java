package io.vigil.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.zip.GZIPInputStream;

/**
 * One operation of the VitalDB Arrhythmia Database, second by second: the heart rate as a monitor
 * averages it, and what anaesthesiologists said of rhythm and signal.
 *
 * @param heartRate NaN where there is none
 * @param isBadSignal whether the annotators called the signal bad
 */
public record RhythmCase(String id, double[] heartRate, boolean[] isBadSignal, String[] rhythm) {

    /** Seconds from {@code from} to {@code through} under one rhythm label. */
    public record Episode(int from, int through) {}

    public static List<RhythmCase> all() throws IOException {
        List<RhythmCase> cases = new ArrayList<>();
        try (InputStream in =
                        RhythmCase.class.getResourceAsStream("/recordings/arrhythmia.txt.gz");
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Objects.requireNonNull(in)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("case ")) {
                    cases.add(read(line.substring(5), lines));
                }
            }
        }
        return List.copyOf(cases);
    }

    private static RhythmCase read(String id, BufferedReader lines) throws IOException {
        List<String> rates = unpacked("hr", lines.readLine());
        List<String> bad = unpacked("bad", lines.readLine());
        List<String> rhythm = unpacked("rhythm", lines.readLine());
        double[] heartRate = new double[rates.size()];
        boolean[] isBadSignal = new boolean[rates.size()];
        for (int second = 0; second < heartRate.length; second++) {
            String rate = rates.get(second);
            heartRate[second] = rate.equals("-") ? Double.NaN : Double.parseDouble(rate);
            isBadSignal[second] = bad.get(second).equals("1");
        }
        return new RhythmCase(id, heartRate, isBadSignal, rhythm.toArray(String[]::new));
    }

    /** A column's values: {@code 72x3 73} is three seconds of 72 and one of 73. */
    private static List<String> unpacked(String column, String line) {
        String[] runs = line.split(" ");
        if (!runs[0].equals(column)) {
            throw new IllegalStateException("expected " + column + ", got " + runs[0]);
        }
        List<String> values = new ArrayList<>();
        for (String run : Arrays.asList(runs).subList(1, runs.length)) {
            int times = run.lastIndexOf('x');
            int count = times < 0 ? 1 : Integer.parseInt(run.substring(times + 1));
            String value = times < 0 ? run : run.substring(0, times);
            for (int i = 0; i < count; i++) {
                values.add(value);
            }
        }
        return values;
    }

    public int seconds() {
        return heartRate.length;
    }

    /** The labelled episodes in which the heart rate is beyond a limit for so many seconds. */
    List<Episode> episodes(Set<String> rhythms, DoublePredicate isBeyond, int secondsMin) {
        List<Episode> episodes = new ArrayList<>();
        int from = 0;
        for (int second = 1; second <= seconds(); second++) {
            if (second == seconds() || !rhythm[second].equals(rhythm[from])) {
                Episode episode = new Episode(from, second - 1);
                if (rhythms.contains(rhythm[from])
                        && secondsBeyond(episode, isBeyond) >= secondsMin) {
                    episodes.add(episode);
                }
                from = second;
            }
        }
        return episodes;
    }

    private int secondsBeyond(Episode episode, DoublePredicate isBeyond) {
        int seconds = 0;
        for (int second = episode.from(); second <= episode.through(); second++) {
            seconds += isBeyond.test(heartRate[second]) ? 1 : 0;
        }
        return seconds;
    }
}
