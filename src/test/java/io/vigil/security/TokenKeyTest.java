package io.vigil.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TokenKeyTest {

    @TempDir
    Path data;

    @Test
    void theKeyIsMadeOnFirstUseAndStays() {
        TokenKey first = TokenKey.openOrCreate(data.resolve("new/folder"));
        TokenKey second = TokenKey.openOrCreate(data.resolve("new/folder"));

        assertThat(second.toJwk()).isEqualTo(first.toJwk());
        assertThat(first.id()).isNotBlank();
    }

    @Test
    void aClientOpensTheKeyThatTheServerHasMade() {
        TokenKey made = TokenKey.openOrCreate(data);

        assertThat(TokenKey.open(data).toJwk()).isEqualTo(made.toJwk());
    }

    @Test
    void aClientMakesNoKey() {
        assertThatThrownBy(() -> TokenKey.open(data))
                .isInstanceOf(TokenKeyUnusable.class)
                .hasMessage("there is no key of a server in " + data
                        + ": name the data folder that the server was started with");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void onlyItsOwnerCanReadIt() throws IOException {
        TokenKey.openOrCreate(data);

        assertThat(permissions(file())).isEqualTo("rw-------");
        assertThat(permissions(data.resolve("keys"))).isEqualTo("rwx------");
        try (var files = Files.list(data.resolve("keys"))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("token-ed25519.jwk", "lock");
        }
    }

    @Test
    void whoeverComesTogetherGetsTheSameKey() throws Exception {
        Callable<String> open = () -> TokenKey.openOrCreate(data).id();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> all =
                    IntStream.range(0, 8).mapToObj(_ -> open).toList();
            Set<String> ids = threads.invokeAll(all).stream()
                    .map(Future::resultNow)
                    .collect(Collectors.toSet());
            assertThat(ids).hasSize(1);
        }
    }

    @Test
    void whatACrashLeftHalfWrittenIsNoKey() throws IOException {
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(data.resolve("keys/token-ed25519.jwk.new"), "{\"kty\":");

        TokenKey key = TokenKey.openOrCreate(data);

        assertThat(TokenKey.openOrCreate(data).id()).isEqualTo(key.id());
    }

    @Test
    void aDamagedKeyIsNeverReplacedSilently() throws IOException {
        TokenKey.openOrCreate(data);
        Files.writeString(file(), "not a key");

        assertThatThrownBy(() -> TokenKey.openOrCreate(data))
                .isInstanceOf(TokenKeyUnusable.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("is damaged");
        assertThat(file()).hasContent("not a key");
    }

    @Test
    void aPublicKeyAloneIsNotEnough() throws IOException {
        TokenKey key = TokenKey.openOrCreate(data);
        Files.writeString(file(), key.publicKey().toJSONString());

        assertThatThrownBy(() -> TokenKey.openOrCreate(data))
                .isInstanceOf(TokenKeyUnusable.class)
                .hasMessageContaining("not a private Ed25519 key");
    }

    @Test
    void aKeyThatOthersCanReadIsNotTrusted() throws IOException {
        TokenKey.openOrCreate(data);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> TokenKey.openOrCreate(data))
                .isInstanceOf(TokenKeyUnusable.class)
                .hasMessageContaining("is open to others (rw-r--r--)")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aFolderThatCannotBeMadeIsOneClearLine() throws IOException {
        Path notAFolder = Files.writeString(data.resolve("occupied"), "a file");

        assertThatThrownBy(() -> TokenKey.openOrCreate(notAFolder))
                .isInstanceOf(TokenKeyUnusable.class)
                .hasMessageContaining("can't open the token key")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theKeyDoesNotPrintItself() {
        TokenKey key = TokenKey.generate();

        assertThat(key).hasToString("TokenKey[" + key.id() + "]");
    }

    private Path file() {
        return data.resolve("keys/token-ed25519.jwk");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
