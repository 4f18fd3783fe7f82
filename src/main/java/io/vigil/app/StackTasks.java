package io.vigil.app;

import io.vigil.ops.stack.Stack;
import io.vigil.ops.stack.StackException;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What the commands for servers of this machine have in common: a stack's and a cluster's. */
final class StackTasks {

    /** Does what a command is for, and returns its exit code. */
    @FunctionalInterface
    interface Task {
        int run(PrintWriter out) throws StackException, InterruptedException;
    }

    /** Stops what was started in a folder. */
    @FunctionalInterface
    interface Stopping {
        void stop(Path folder) throws StackException, InterruptedException;
    }

    private StackTasks() {}

    /** Runs it; what went wrong is said in one line. */
    static int done(CommandSpec spec, Task task) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            return task.run(out);
        } catch (StackException | IllegalArgumentException | TokenKeyUnusable e) {
            spec.commandLine().getErr().println("vigil: " + e.getMessage());
            return Main.EXIT_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Main.EXIT_USAGE;
        } finally {
            out.flush();
        }
    }

    static void tell(PrintWriter out, String line) {
        out.println("vigil: " + line);
        out.flush();
    }

    /**
     * Says what runs.
     *
     * @param what a stack, or a cluster
     * @return 1 if one of them has ended, or none was started
     */
    static int status(PrintWriter out, String what, Path folder, List<Stack.Line> lines) {
        if (lines.isEmpty()) {
            out.println(noneIn(what, folder));
            return 1;
        }
        lines.forEach(line -> out.printf(
                "%-12s %-16s %s%n",
                line.name(),
                line.address(),
                line.isRunning() ? "runs as process " + line.pid() : "has ended"));
        return lines.stream().allMatch(Stack.Line::isRunning) ? 0 : 1;
    }

    /**
     * Stops what runs.
     *
     * @param what a stack, or a cluster
     */
    static int down(
            PrintWriter out, String what, Path folder, List<Stack.Line> lines, Stopping stopping)
            throws StackException, InterruptedException {
        stopping.stop(folder);
        out.println(lines.isEmpty() ? noneIn(what, folder) : "vigil: stopped");
        return 0;
    }

    private static String noneIn(String what, Path folder) {
        return "vigil: no " + what + " was started in " + folder;
    }
}
