package io.vigil.ops.drill;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * No room is left where Cassandra writes. Its folder is a small file system in memory, which takes a
 * user who may mount one. Cassandra stops by itself then; somebody makes room and starts it again.
 */
final class DiskFull implements Fault {

    private static final String SERVER = "cassandra-1";

    /** Cassandra's commit log alone takes half of it. */
    private static final int SIZE_MB = 384;

    private static final int BLOCK = 64 * 1024;

    private @Nullable Path disk;

    @Override
    public void beforeStack(Path folder) throws DrillException, InterruptedException {
        Path mount = folder.resolve(SERVER);
        try {
            Files.createDirectories(mount);
        } catch (IOException e) {
            throw new DrillException("can't use " + folder + ": " + e.getMessage(), e);
        }
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MB + "m", "vigil-drill", mount.toString());
        disk = mount;
    }

    @Override
    public boolean needsItsOwn() {
        return true;
    }

    @Override
    public Duration hold(int run) {
        return Duration.ofSeconds(30);
    }

    @Override
    public void begin(Scene scene) throws DrillException {
        Path filler = filler();
        byte[] block = new byte[BLOCK];
        scene.tell("filling the disk of " + SERVER);
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            scene.tell("the disk is full");
        }
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        scene.tell("making room, and starting " + SERVER + " again");
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new DrillException("can't make room: " + e.getMessage(), e);
        }
        if (scene.site().stack().process(SERVER) != null) {
            scene.site().kill(SERVER);
        }
        scene.site().restart(SERVER);
        scene.serversReturn();
        scene.site().settle();
    }

    private Path filler() {
        Path mount = disk;
        if (mount == null) {
            throw new IllegalStateException("no disk of its own");
        }
        return mount.resolve("filler");
    }

    @Override
    public void close() {
        Path mount = disk;
        if (mount != null) {
            try {
                run("umount", mount.toString());
            } catch (DrillException e) {
                throw new IllegalStateException(e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void run(String... command) throws DrillException, InterruptedException {
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new DrillException("`" + String.join(" ", command) + "` ended with " + code
                        + ": this drill mounts a file system of its own, which takes root");
            }
        } catch (IOException e) {
            throw new DrillException("can't run " + command[0] + ": " + e.getMessage(), e);
        }
    }
}
