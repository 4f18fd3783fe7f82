package io.vigil.ops.stack;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Servers that run as processes of this machine, each in a folder of its own. They outlive whoever
 * started them, and are stopped by the record that their common folder has of them.
 */
final class ServerGroup {

    private static final Duration ANSWER_BOUND = Duration.ofSeconds(120);
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    private static final Duration KILL_BOUND = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int TAIL_LINES = 12;

    private final Path folder;
    private final String file;
    private final List<StackServer> servers;
    private final List<StackRecord.Started> started = new ArrayList<>();

    /** @param file the record's name in the folder */
    ServerGroup(Path folder, String file, List<StackServer> servers) {
        this.folder = folder;
        this.file = file;
        this.servers = servers;
    }

    /** What runs in this folder; null if nothing was started there. */
    static @Nullable ServerGroup running(Path folder, String file) throws StackException {
        StackRecord record = StackRecord.read(folder, file);
        if (record == null) {
            return null;
        }
        ServerGroup group = new ServerGroup(
                folder,
                file,
                record.servers().stream().map(StackRecord.Started::server).toList());
        group.started.addAll(record.servers());
        return group;
    }

    /** All of them, whether they run or not, in the order in which they are started. */
    List<StackServer> servers() {
        return servers;
    }

    /**
     * Starts all of them and waits until each answers; stops them again if one doesn't.
     *
     * @param before those that must answer before the next is started
     * @param progress told in a line what is going on
     */
    void up(Predicate<StackServer> before, Consumer<String> progress)
            throws StackException, InterruptedException {
        for (StackServer server : servers) {
            refuseTaken(server);
        }
        try {
            Files.createDirectories(folder);
            for (StackServer server : servers) {
                progress.accept("starting " + server.name() + " on " + server.address());
                started.add(start(server));
                record();
                if (before.test(server)) {
                    awaitAnswer(server);
                }
            }
            for (StackServer server : servers) {
                awaitAnswer(server);
            }
        } catch (IOException e) {
            stop(folder, file);
            throw new StackException("can't use " + folder + ": " + e.getMessage(), e);
        } catch (StackException | InterruptedException e) {
            stop(folder, file);
            throw e;
        }
    }

    /** Another program that answers in a server's place must not pass for it. */
    private static void refuseTaken(StackServer server) throws StackException {
        for (String address : server.listensAt()) {
            if (StackServer.listens(address)) {
                throw new StackException(server.name() + " can't start: " + address
                        + " is taken by another program. Stop that one, or choose other ports"
                        + " (--help names the options); nothing was started");
            }
        }
    }

    /** Starts one again that has ended, and waits until it answers. */
    void restart(String name) throws StackException, InterruptedException {
        StackServer server = find(name);
        try {
            StackRecord.Started again = start(server);
            started.replaceAll(each -> each.name().equals(name) ? again : each);
            record();
        } catch (IOException e) {
            throw new StackException("can't use " + folder + ": " + e.getMessage(), e);
        }
        awaitAnswer(server);
    }

    /** The process of one of them, null once it has ended. */
    @Nullable
    ProcessHandle process(String name) {
        return started.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(StackRecord.Started::running)
                .orElse(null);
    }

    /** What was started in this folder; empty if nothing was. */
    static List<Stack.Line> status(Path folder, String file) throws StackException {
        StackRecord record = StackRecord.read(folder, file);
        return record == null
                ? List.of()
                : record.servers().stream()
                        .map(server -> new Stack.Line(
                                server.name(),
                                server.server().address(),
                                server.pid(),
                                server.running() != null))
                        .toList();
    }

    /** Stops what was started in this folder, each by its own process; the data stays. */
    static void stop(Path folder, String file) throws StackException, InterruptedException {
        StackRecord record = StackRecord.read(folder, file);
        if (record == null) {
            return;
        }
        List<ProcessHandle> stopping = new ArrayList<>();
        for (StackRecord.Started server : record.servers().reversed()) {
            ProcessHandle process = server.running();
            if (process != null) {
                process.destroy();
                stopping.add(process);
            }
        }
        long until = System.nanoTime() + STOP_BOUND.toNanos();
        for (ProcessHandle process : stopping) {
            // A broker whose controllers are gone never ends by itself.
            if (!ends(process, Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
                process.destroyForcibly();
                if (!ends(process, KILL_BOUND)) {
                    throw new StackException("process " + process.pid() + " does not end");
                }
            }
        }
        try {
            StackRecord.remove(folder, file);
        } catch (IOException e) {
            throw new StackException("can't use " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Stops what it has started. */
    void stop() throws StackException, InterruptedException {
        stop(folder, file);
    }

    private StackServer find(String name) {
        return servers.stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no server is called " + name));
    }

    private void record() throws IOException {
        new StackRecord(List.copyOf(started)).write(folder, file);
    }

    private StackRecord.Started start(StackServer server)
            throws IOException, StackException, InterruptedException {
        Path here = Files.createDirectories(folder.resolve(server.name()));
        Process process = new ProcessBuilder(server.prepare(here))
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(server).toFile()))
                .start();
        return new StackRecord.Started(
                server, process.pid(), StackRecord.Started.started(process.toHandle()));
    }

    private void awaitAnswer(StackServer server) throws StackException, InterruptedException {
        long until = System.nanoTime() + ANSWER_BOUND.toNanos();
        while (!server.answers()) {
            boolean isOver = process(server.name()) == null;
            if (isOver || System.nanoTime() > until) {
                throw new StackException(server.name()
                        + (isOver ? " has ended" : " does not answer")
                        + "; "
                        + log(server)
                        + " ends with:\n"
                        + tail(log(server)));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private Path log(StackServer server) {
        return folder.resolve(server.name()).resolve("server.log");
    }

    private static String tail(Path log) throws StackException {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            throw new StackException("can't read " + log + ": " + e.getMessage(), e);
        }
    }

    private static boolean ends(ProcessHandle process, Duration bound)
            throws InterruptedException, StackException {
        try {
            process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new StackException("can't wait for process " + process.pid(), e);
        }
    }
}
