package io.vigil.app;

import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.Recording;
import io.vigil.ops.replay.RecordingFormatException;
import io.vigil.ops.replay.RecordingReader;
import io.vigil.ops.replay.Replay;
import io.vigil.ops.replay.ReplayException;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "replay",
        description = "Play recordings as devices against a running server, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Recordings to play.")
    List<Path> files = List.of();

    @Option(names = "--builtin", description = "Play the recordings of the demo.")
    boolean builtin;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Play N times faster (default: ${DEFAULT-VALUE}).")
    double speed;

    @Mixin
    ServerOptions server;

    @Override
    public Integer call() throws InterruptedException {
        try {
            List<Recording> recordings = recordings();
            Replay.Target target = target(recordings);
            try (Replay replay = Replay.start(target, recordings, speed, Plays.listener())) {
                spec.commandLine()
                        .getOut()
                        .println("vigil: playing " + recordings.size() + " recordings to "
                                + server.url);
                spec.commandLine().getOut().flush();
                replay.await();
            }
            return 0;
        } catch (IllegalArgumentException
                | IOException
                | RecordingFormatException
                | ReplayException
                | TokenKeyUnusable e) {
            spec.commandLine().getErr().println("vigil: " + e.getMessage());
            return Main.EXIT_USAGE;
        }
    }

    private List<Recording> recordings() throws IOException, RecordingFormatException {
        List<Recording> recordings = new ArrayList<>();
        if (builtin) {
            recordings.addAll(RecordingReader.builtin());
        }
        for (Path file : files) {
            recordings.add(RecordingReader.read(file));
        }
        if (recordings.isEmpty()) {
            throw new IllegalArgumentException("nothing to play: name a FILE or --builtin");
        }
        if (!(speed > 0)) {
            throw new IllegalArgumentException("--speed must be above 0");
        }
        return recordings;
    }

    private Replay.Target target(List<Recording> recordings) {
        ServerOptions.Tokens tokens = server.tokens(Plays.commonPrefix(recordings));
        return new Replay.Target(server.url, tokens.lead(), tokens.device(), Format.CBOR);
    }
}
