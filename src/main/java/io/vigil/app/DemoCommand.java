package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.RecordingReader;
import io.vigil.ops.replay.Replay;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Command(
        name = "demo",
        description =
                "Run a server with three wards of recorded patients, and print how to log in.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final int CLEAN_UP_SECONDS = 10;

    @Spec
    CommandSpec spec;

    @Mixin
    Listening listening;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder to keep the demo's data in (default: a temporary one).")
    @Nullable
    Path data;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Play the recordings N times faster (default: ${DEFAULT-VALUE}).")
    double speed;

    @Override
    public Integer call() throws Exception {
        if (data != null) {
            return Running.serve(listening.settings(data), spec, this::play);
        }
        Path folder = Files.createTempDirectory("vigil-demo-");
        CountDownLatch gone = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(gone)));
        try {
            return Running.serve(listening.settings(folder), spec, this::play);
        } finally {
            Folders.delete(folder);
            gone.countDown();
        }
    }

    /** Ctrl-C ends the process when its hooks are through: the folder must be gone by then. */
    private static void await(CountDownLatch gone) {
        try {
            if (!gone.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("vigil: the demo's folder may be left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void play(Running.Started started) throws Exception {
        TokenIssuer issuer = new TokenIssuer(started.key(), InstantSource.system());
        ServerTls tls = started.server().tls();
        tls.trustByDefault();
        URI page = URI.create(tls.httpUrl(browsable(started.server().http())));
        Replay.Target target = new Replay.Target(
                page,
                Plays.person(issuer, Role.LEAD),
                Plays.devices(issuer, Plays.BUILTIN_PREFIX),
                Format.CBOR);
        started.out().println("vigil: admitting the patients of the demo");
        started.out().flush();
        Replay.start(target, RecordingReader.builtin(), speed, Plays.listener());
        tell(started.out(), page, issuer);
    }

    /** A browser on this machine reaches a server that listens everywhere on localhost. */
    private static HostPort browsable(HostPort http) {
        boolean here = List.of("0.0.0.0", "127.0.0.1", "::", "::1").contains(http.host());
        return here ? new HostPort("localhost", http.port()) : http;
    }

    private static void tell(PrintWriter out, URI page, TokenIssuer issuer) {
        out.println();
        out.println("The page:  " + page);
        out.println("Sign in with one of these tokens, good for a week:");
        for (Role role : List.of(Role.VIEWER, Role.CLINICIAN, Role.LEAD)) {
            out.println();
            out.println(role.code() + ":");
            out.println(Plays.person(issuer, role));
        }
        out.println();
        out.println("Ctrl-C stops it.");
        out.flush();
    }
}
