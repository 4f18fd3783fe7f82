package io.vigil.ops.stack;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;

import io.vigil.core.Nullable;
import io.vigil.security.tls.TlsFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file that tells {@code ./vigil central --config} where a stack's servers are. */
final class CentralConfig {

    static final String FILE = "central.conf";

    private static final String KEYSPACE = "vigil";
    private static final int COPIES_MAX = 3;

    private CentralConfig() {}

    /** @param tls null: plain text, on the nodes' own ports too */
    static void write(Path folder, Stack stack, @Nullable StackTls tls) throws IOException {
        @Nullable TlsFiles node = tls == null ? null : tls.files("node");
        Map<String, Object> cassandra = new LinkedHashMap<>();
        cassandra.put("contact-points", stack.cassandra());
        cassandra.put("datacenter", stack.datacenter());
        cassandra.put("keyspace", KEYSPACE);
        int copies = Math.min(stack.cassandra().size(), COPIES_MAX);
        cassandra.put("replication", stack.datacenter() + ":" + copies);
        cassandra.put("tls", settings(node));
        String[] redis = stack.redis().split(":");
        Map<String, Object> vigil = Map.of(
                "cassandra", cassandra,
                "kafka", Map.of("bootstrap-servers", stack.kafka(), "tls", settings(node)),
                "redis",
                        Map.of(
                                "host", redis[0],
                                "port", Integer.parseInt(redis[1]),
                                "tls", settings(node)),
                "tls", settings(node));
        String text = ConfigValueFactory.fromMap(Map.of("vigil", vigil))
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
        Files.writeString(
                folder.resolve(FILE),
                "# For ./vigil central --config. Written anew by every ./vigil stack up.\n" + text);
    }

    private static Map<String, Object> settings(@Nullable TlsFiles files) {
        if (files == null) {
            return Map.of("enabled", false);
        }
        Map<String, Object> settings = new HashMap<>(files.named());
        settings.put("enabled", true);
        return settings;
    }
}
