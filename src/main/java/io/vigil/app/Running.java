package io.vigil.app;

import io.vigil.security.TokenKey;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;

/** A server in the foreground: until Ctrl-C, SIGTERM or a fault. */
final class Running {

    private Running() {}

    /** What else a command does once its server listens; closed before the server. */
    @FunctionalInterface
    interface Companion {
        void start(Started started) throws Exception;
    }

    /** A server that listens, and the key that its tokens are signed with. */
    record Started(Server server, TokenKey key, PrintWriter out) {}

    /** What a command makes of its options. */
    @FunctionalInterface
    interface Asked {
        Settings settings() throws CannotStart;
    }

    /** @return the exit code */
    static int serve(Settings settings, CommandSpec spec, Companion companion) throws Exception {
        return serve(() -> settings, spec, companion);
    }

    /** With settings that may not be usable, which is said like everything that stands in the way. */
    static int serve(Asked asked, CommandSpec spec, Companion companion) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Settings settings = asked.settings();
            Files.createDirectories(settings.data());
            TokenKey key = TokenKey.openOrCreate(settings.data());
            try (Server server = Server.start(settings, key)) {
                out.println("vigil: listening on " + server.tls().httpUrl(server.http()));
                out.println("vigil: health and metrics on "
                        + server.tls().managementUrl(server.management()));
                out.flush();
                companion.start(new Started(server, key, out));
                server.await();
                if (server.wasDowned()) {
                    spec.commandLine()
                            .getErr()
                            .println("vigil: the other nodes went on without this one, which was"
                                    + " out of their reach: start it again");
                    return Main.EXIT_DOWNED;
                }
            }
            return 0;
        } catch (CannotStart | TokenKeyUnusable e) {
            spec.commandLine().getErr().println("vigil: " + e.getMessage());
            return Main.EXIT_USAGE;
        } catch (IOException e) {
            spec.commandLine().getErr().println("vigil: can't use the data folder: " + e);
            return Main.EXIT_USAGE;
        }
    }
}
