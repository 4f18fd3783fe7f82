package io.vigil.security;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The key pair on disk: one JWK file that only its owner can read.
 *
 * <p>Two processes may want the key for the first time together (a server starting while somebody
 * asks for a token). A lock beside the key lets one of them make it, and the key appears whole or
 * not at all: it is written and forced under another name, then renamed. So no token is ever
 * signed with a key that the server doesn't have.
 */
final class TokenKeyFile {

    private static final Set<PosixFilePermission> OWNER_FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER =
            PosixFilePermissions.fromString("rwx------");

    /** Group may read, for secrets mounted by an orchestrator; nobody else may do anything. */
    private static final Set<PosixFilePermission> FORBIDDEN = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** A key is about 200 bytes: whatever is much longer is some other file. */
    private static final long SIZE_MAX = 4096;

    private final Path data;
    private final Path folder;
    private final Path file;

    private TokenKeyFile(Path data) {
        this.data = data;
        this.folder = data.resolve("keys");
        this.file = folder.resolve("token-ed25519.jwk");
    }

    static TokenKeyFile in(Path data) {
        return new TokenKeyFile(data);
    }

    Path path() {
        return file;
    }

    TokenKey openOrCreate() {
        return reach(() -> Files.exists(file) ? read() : createLocked());
    }

    TokenKey open() {
        return reach(() -> {
            if (Files.notExists(file)) {
                throw new TokenKeyUnusable("there is no key of a server in " + data
                        + ": name the data folder that the server was started with");
            }
            return read();
        });
    }

    @FunctionalInterface
    private interface Reaching {
        TokenKey key() throws IOException;
    }

    /** File locks are held by the whole JVM, so its threads take turns here first. */
    private TokenKey reach(Reaching reaching) {
        synchronized (TokenKeyFile.class) {
            try {
                return reaching.key();
            } catch (AccessDeniedException e) {
                throw new TokenKeyUnusable(
                        "no permission for the token key " + file + ": run as its owner", e);
            } catch (NoSuchFileException e) {
                throw new TokenKeyUnusable("the token key " + file + " has disappeared", e);
            } catch (IOException e) {
                throw new TokenKeyUnusable(
                        "can't open the token key " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private TokenKey createLocked() throws IOException {
        createFolder();
        try (FileChannel lock = FileChannel.open(
                        folder.resolve("lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        ownerOnly(OWNER_FILE));
                var _ = lock.lock()) {
            return Files.exists(file) ? read() : create();
        }
    }

    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, ownerOnly(OWNER_FOLDER));
        }
    }

    private TokenKey create() throws IOException {
        TokenKey key = TokenKey.generate();
        Path whole = folder.resolve("token-ed25519.jwk.new");
        Files.deleteIfExists(whole);
        write(whole, key.toJwk());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
        return key;
    }

    private void write(Path target, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                target,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownerOnly(OWNER_FILE))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A rename is only durable once its folder is; not every system can open a folder for it. */
    private void forceFolder() throws IOException {
        if (isPosix()) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private TokenKey read() throws IOException {
        requirePrivate();
        if (Files.size(file) > SIZE_MAX) {
            throw damaged("too long", null);
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        try {
            return TokenKey.parse(text);
        } catch (ParseException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    private TokenKeyUnusable damaged(String why, @Nullable Throwable cause) {
        String message = "the token key "
                + file
                + " is damaged ("
                + why
                + "): restore it, or remove it to make a new one; old tokens then end";
        return cause == null ? new TokenKeyUnusable(message) : new TokenKeyUnusable(message, cause);
    }

    private void requirePrivate() throws IOException {
        if (!isPosix()) {
            return;
        }
        Set<PosixFilePermission> actual = Files.getPosixFilePermissions(file);
        if (actual.stream().anyMatch(FORBIDDEN::contains)) {
            throw new TokenKeyUnusable("the token key "
                    + file
                    + " is open to others ("
                    + PosixFilePermissions.toString(actual)
                    + "): run chmod 600 on it; if others may have read it, remove it");
        }
    }

    private FileAttribute<?>[] ownerOnly(Set<PosixFilePermission> permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
