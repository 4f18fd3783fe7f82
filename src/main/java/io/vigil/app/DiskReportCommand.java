package io.vigil.app;

import io.vigil.journal.embedded.WardDiskReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "disk-report",
        description = "Measure how many bytes of the disk a ward on a box takes in a day.",
        mixinStandardHelpOptions = true)
final class DiskReportCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Recorded vital signs, a row a second (CSV, gzip).")
    List<Path> files = List.of();

    @Option(
            names = "--beds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Beds of the ward (default: ${DEFAULT-VALUE}).")
    int beds;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of the ward, between the two looks (default: ${DEFAULT-VALUE}).")
    int hours;

    @Override
    public Integer call() {
        if (beds < 1 || hours < 1) {
            throw new ParameterException(spec.commandLine(), "at least one bed and one hour");
        }
        try {
            new WardDiskReport(System.out).print(files, beds, hours);
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "can't read: " + e.getMessage(), e);
        }
    }
}
