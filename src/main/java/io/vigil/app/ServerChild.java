package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.load.LoadException;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A standalone server as a child process on free ports, in a temporary folder that goes with it. */
final class ServerChild implements LoadedChild {

    private static final String HTTP = "vigil: listening on ";
    private static final String MANAGEMENT = "vigil: health and metrics on ";
    private static final String ANY_PORT = "127.0.0.1:0";
    private static final int STOP_SECONDS = 30;

    private final List<String> jvm;
    private final Path folder;
    private volatile Started started;

    /** One life of it. */
    private record Started(Process process, URI http, URI management) {}

    private ServerChild(List<String> jvm, Path folder, Started started) {
        this.jvm = jvm;
        this.folder = folder;
        this.started = started;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param jvm flags for its JVM, such as a heap size
     * @throws CannotStart if it ends instead
     */
    static ServerChild start(List<String> jvm) throws IOException, CannotStart {
        Path folder = Files.createTempDirectory("vigil-load-");
        try {
            return new ServerChild(jvm, folder, start(jvm, folder, ANY_PORT, List.of()));
        } catch (CannotStart | IOException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    @Override
    public void kill() throws InterruptedException {
        started.process().destroyForcibly().waitFor();
    }

    @Override
    public void startAgain() throws LoadException {
        try {
            started = start(
                    jvm,
                    folder,
                    started.http().getAuthority(),
                    List.of("--management", started.management().getAuthority()));
        } catch (CannotStart | IOException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }

    private static Started start(List<String> jvm, Path folder, String http, List<String> more)
            throws IOException, CannotStart {
        Process process = new ProcessBuilder(command(jvm, folder, http, more))
                .redirectError(folder.resolve("server.err").toFile())
                .start();
        // Not closed: the child would meet a broken pipe. It prints no more than a screenful.
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String listening = find(lines, HTTP);
        String management = find(lines, MANAGEMENT);
        if (listening == null || management == null) {
            process.destroyForcibly();
            String why = Files.readString(folder.resolve("server.err")).strip();
            throw new CannotStart("the server did not start: " + why);
        }
        return new Started(process, URI.create(listening), URI.create(management));
    }

    @Override
    public URI http() {
        return started.http();
    }

    @Override
    public URI management() {
        return started.management();
    }

    @Override
    public Path data() {
        return folder.resolve("data");
    }

    @Override
    public ProcessHandle handle() {
        return started.process().toHandle();
    }

    @Override
    public Map<String, ProcessHandle> beside() {
        return Map.of();
    }

    @Override
    public void close() {
        Process process = started.process();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Folders.delete(folder);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("vigil: " + folder + " may be left behind: " + e.getMessage());
        }
    }

    private static List<String> command(
            List<String> jvm, Path folder, String http, List<String> more) {
        List<String> command = Program.command(jvm);
        command.addAll(List.of("standalone", "--http", http, "--data"));
        command.add(folder.resolve("data").toString());
        command.addAll(more);
        return command;
    }

    private static @Nullable String find(BufferedReader lines, String beginning)
            throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
        }
        return null;
    }
}
