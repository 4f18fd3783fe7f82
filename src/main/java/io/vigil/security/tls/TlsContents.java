package io.vigil.security.tls;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is in the files at one time, whether it makes sense or not. */
record TlsContents(@Nullable String key, @Nullable String certificate, String ca) {

    /** A chain is a few thousand bytes; a bundle of every public authority is 250,000. */
    private static final long SIZE_MAX = 1 << 20;

    static TlsContents read(TlsFiles files) throws TlsUnusable {
        Path key = files.key();
        Path certificate = files.certificate();
        return new TlsContents(
                key == null ? null : text(key),
                certificate == null ? null : text(certificate),
                text(files.ca()));
    }

    private static String text(Path file) throws TlsUnusable {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw new TlsUnusable(file + " is too long for keys and certificates");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new TlsUnusable(file + " is not there", e);
        } catch (AccessDeniedException e) {
            throw new TlsUnusable(file + " may not be read by this user", e);
        } catch (IOException e) {
            throw new TlsUnusable("can't read " + file + ": " + e, e);
        }
    }

    /** Never the key: records print all that they have. */
    @Override
    public String toString() {
        return "TlsContents";
    }
}
