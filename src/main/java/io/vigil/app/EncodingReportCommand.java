package io.vigil.app;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.journal.embedded.EncodingReport;
import io.vigil.ops.replay.Recording;
import io.vigil.ops.replay.RecordingReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

@Command(
        name = "encoding-report",
        description = "Measure how many bytes of the journal a sample takes.",
        mixinStandardHelpOptions = true)
final class EncodingReportCommand implements Callable<Integer> {

    private static final long START = 1_764_000_000_000L;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Tables of vital signs with a column t_ms, t_s or minute (CSV, gzip).")
    List<Path> files = List.of();

    @Option(names = "--builtin", description = "The recordings of the demo, a ward at a time.")
    boolean builtin;

    @Override
    public Integer call() throws SQLException {
        if (files.isEmpty() && !builtin) {
            throw new ParameterException(
                    spec.commandLine(), "nothing to measure: name a FILE or --builtin");
        }
        EncodingReport report = new EncodingReport(System.out);
        try {
            for (Path file : files) {
                report.print(file);
            }
            if (builtin) {
                for (Map.Entry<String, List<List<Observed>>> ward : wards().entrySet()) {
                    report.print("demo ward " + ward.getKey(), ward.getValue());
                }
            }
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "can't read: " + e.getMessage(), e);
        }
    }

    private static Map<String, List<List<Observed>>> wards() throws IOException {
        Map<String, List<List<Observed>>> wards = new TreeMap<>();
        for (Recording recording : RecordingReader.builtin()) {
            wards.computeIfAbsent(recording.ward().value(), ward -> new ArrayList<>())
                    .add(frames(recording));
        }
        return wards;
    }

    private static List<Observed> frames(Recording recording) {
        DeviceId device = new DeviceId(recording.id().value());
        List<Observed> frames = new ArrayList<>();
        for (Recording.Row row : recording.rows()) {
            if (row.isMeasured()) {
                frames.add(new Observed(
                        device,
                        1,
                        frames.size() + 1L,
                        START + row.timeMs(),
                        row.values(),
                        row.spot(),
                        row.charted()));
            }
        }
        return frames;
    }
}
