package io.vigil.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Whatever bytes come, the codec answers with a result and never with an exception. */
@Timeout(60)
class FrameCodecFuzzTest {

    private static final int ROUNDS = 60_000;

    private static final List<String> SEEDS = List.of(
            "{\"type\":\"hello\",\"device\":\"mon-1\",\"epoch\":2,\"next\":7,\"at\":1764}",
            "{\"type\":\"observe\",\"device\":\"m\",\"seq\":1,\"at\":17640000,"
                    + "\"values\":{\"hr\":80,\"temp\":37.25},\"spot\":[\"temp\"],"
                    + "\"charted\":{\"consciousness\":\"V\",\"oxygen\":true}}",
            "{\"type\":\"technical\",\"device\":\"m\",\"seq\":3,\"at\":5,"
                    + "\"condition\":\"leads-off\",\"active\":true,\"more\":[null,1e3]}",
            "{\"type\":\"gap\",\"device\":\"m\",\"seq\":3,\"through\":9}");

    @Test
    void mutatedMessagesNeverThrow() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<byte[]> texts = new ArrayList<>();
        List<byte[]> binaries = new ArrayList<>();
        for (String text : SEEDS) {
            JsonNode tree = new ObjectMapper().readTree(text);
            texts.add(text.getBytes(StandardCharsets.UTF_8));
            binaries.add(new CBORMapper().writeValueAsBytes(tree));
        }
        for (int round = 0; round < ROUNDS; round++) {
            byte[] json = mutated(texts, random);
            String text = new String(json, StandardCharsets.ISO_8859_1);
            expectResult(() -> FrameCodec.decodeJson(text), json, seed);
            byte[] cbor = mutated(binaries, random);
            expectResult(() -> FrameCodec.decodeCbor(cbor), cbor, seed);
        }
    }

    private static void expectResult(Supplier<Decoded> decoding, byte[] bytes, long seed) {
        try {
            decoding.get();
        } catch (Throwable e) {
            String hex = HexFormat.of().formatHex(bytes);
            throw new AssertionError("seed " + seed + ", message " + hex, e);
        }
    }

    /** Bytes changed, doubled, cut out or cut off; now and then nothing but noise. */
    private static byte[] mutated(List<byte[]> seeds, Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            bytes = switch (random.nextInt(4)) {
                case 0 -> changed(bytes, random);
                case 1 -> spliced(bytes, random.nextInt(bytes.length + 1), 0, random);
                case 2 -> spliced(bytes, random.nextInt(bytes.length + 1), 8, random);
                default -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            };
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, Random random) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int dropMax, Random random) {
        int drop = Math.min(bytes.length - at, random.nextInt(dropMax + 1));
        int again = dropMax == 0 ? Math.min(bytes.length - at, random.nextInt(8)) : 0;
        byte[] result = new byte[bytes.length - drop + again];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(bytes, at, result, at, again);
        System.arraycopy(bytes, at + drop, result, at + again, bytes.length - at - drop);
        return result;
    }
}
