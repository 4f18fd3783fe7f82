package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every format ever written still decodes to what it meant, and today's is written byte for byte.
 *
 * <p>For a new event or format add its value to {@link GoldenValues} and run this test once with
 * {@code -Dvigil.golden=add}: it writes the files that are missing and never changes one that is
 * there. A file that no longer fits is a journal somewhere that can no longer be read.
 */
class GoldenFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden/journal");
    private static final HexFormat HEX = HexFormat.of();
    private static final int LINE_BYTES = 40;

    private final VigilSerializer serializer = new VigilSerializer();

    @TestFactory
    Stream<DynamicTest> everyFileDecodesAndTheCurrentFormatsEncodeToIt() {
        return GoldenValues.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry)));
    }

    @Test
    void everyManifestHasAFile() {
        Set<String> covered = GoldenValues.all().keySet().stream()
                .map(GoldenFilesTest::manifest)
                .collect(Collectors.toSet());
        assertThat(covered)
                .containsAll(VigilSerializer.FORMATS.stream()
                        .map(VigilSerializer.Format::manifest)
                        .toList())
                .containsAll(VigilSerializer.UPCASTERS.stream()
                        .map(VigilSerializer.Upcaster::manifest)
                        .toList());
    }

    @Test
    void everyFileHasAValue() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString())
                    .map(name -> name.replace(".hex", ""))
                    .toList();
            assertThat(GoldenValues.all().keySet()).containsAll(names);
        }
    }

    private void check(Map.Entry<String, Object> golden) throws IOException {
        Path file = FOLDER.resolve(golden.getKey() + ".hex");
        Object value = golden.getValue();
        if (!Files.exists(file) && "add".equals(System.getProperty("vigil.golden"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, lines(serializer.toBinary(value)));
        }
        byte[] bytes = HEX.parseHex(Files.readString(file).replaceAll("\\s", ""));
        String manifest = manifest(golden.getKey());

        assertThat(serializer.fromBinary(bytes, manifest)).isEqualTo(value);
        if (serializer.manifest(value).equals(manifest)) {
            assertThat(lines(serializer.toBinary(value))).isEqualTo(lines(bytes));
        }
    }

    private static String manifest(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    private static String lines(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += LINE_BYTES) {
            text.append(HEX.formatHex(bytes, i, Math.min(i + LINE_BYTES, bytes.length)));
            text.append('\n');
        }
        return text.toString();
    }
}
