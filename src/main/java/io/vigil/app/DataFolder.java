package io.vigil.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The room that a data folder has: on its disk, or of what it may take of that. */
final class DataFolder implements DiskWatch.Disk {

    private final Path folder;
    private final long budget;

    /** @param budget bytes that the folder may take; 0 for as many as there are */
    DataFolder(Path folder, long budget) {
        this.folder = folder;
        this.budget = budget;
    }

    @Override
    public long usableBytes() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        return budget == 0 ? free : Math.min(free, Math.max(0, budget - taken()));
    }

    /** A file that goes away meanwhile takes nothing. */
    private long taken() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(DataFolder::size).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
