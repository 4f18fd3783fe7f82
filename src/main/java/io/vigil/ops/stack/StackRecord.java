package io.vigil.ops.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What runs, in a file of the common folder, so that another call of the command line can stop it, or
 * start one of them again as it was.
 *
 * @param servers in the order in which they were started
 */
record StackRecord(List<Started> servers) {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A server's process. A process id is used again after its process has ended: only with the
     * process's start it means this one.
     */
    record Started(StackServer server, long pid, long startedMs) {

        String name() {
            return server.name();
        }

        /** The process if it still runs, else null. */
        @Nullable
        ProcessHandle running() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> started(process) == startedMs)
                    .orElse(null);
        }

        static long started(ProcessHandle process) {
            return process.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L);
        }
    }

    /** Null if nothing was started in this folder. */
    static @Nullable StackRecord read(Path folder, String name) throws StackException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return JSON.readValue(file.toFile(), StackRecord.class);
        } catch (JsonProcessingException e) {
            throw new StackException(file + " is no record of a stack: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new StackException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    void write(Path folder, String name) throws IOException {
        Path next = folder.resolve(name + ".new");
        Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path folder, String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }
}
