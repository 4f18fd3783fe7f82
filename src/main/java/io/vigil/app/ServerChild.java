package io.vigil.app;

import io.vigil.core.Nullable;

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
    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final Path folder;
    private final URI http;
    private final URI management;

    private ServerChild(Process process, Path folder, URI http, URI management) {
        this.process = process;
        this.folder = folder;
        this.http = http;
        this.management = management;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param jvm flags for its JVM, such as a heap size
     * @throws CannotStart if it ends instead
     */
    static ServerChild start(List<String> jvm) throws IOException, CannotStart {
        Path folder = Files.createTempDirectory("vigil-load-");
        Process process = new ProcessBuilder(command(jvm, folder))
                .redirectError(folder.resolve("server.err").toFile())
                .start();
        // Not closed: the child would meet a broken pipe. It prints no more than a screenful.
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String http = find(lines, HTTP);
        String management = find(lines, MANAGEMENT);
        if (http == null || management == null) {
            process.destroyForcibly();
            String why = Files.readString(folder.resolve("server.err")).strip();
            Folders.delete(folder);
            throw new CannotStart("the server did not start: " + why);
        }
        return new ServerChild(process, folder, URI.create(http), URI.create(management));
    }

    @Override
    public URI http() {
        return http;
    }

    @Override
    public URI management() {
        return management;
    }

    @Override
    public Path data() {
        return folder.resolve("data");
    }

    @Override
    public ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public Map<String, ProcessHandle> beside() {
        return Map.of();
    }

    @Override
    public void close() {
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

    private static List<String> command(List<String> jvm, Path folder) {
        List<String> command = Program.command(jvm);
        command.addAll(List.of("standalone", "--http", "127.0.0.1:0", "--data"));
        command.add(folder.resolve("data").toString());
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
