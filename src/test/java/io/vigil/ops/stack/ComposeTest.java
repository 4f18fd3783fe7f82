package io.vigil.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.Nullable;
import io.vigil.security.tls.DevelopmentCertificates;
import io.vigil.security.tls.TlsFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The compose files say what the stack says. There is no Docker to run them in: what can be held
 * here is that they parse, that what they name is there, and that the settings are the same.
 */
class ComposeTest {

    private static final Set<String> SERVERS = Set.of("cassandra", "kafka", "redis");

    /** Where the servers are is different in a container. */
    private static final Set<String> PLACES = Set.of(
            "seed_provider",
            "listen_address",
            "rpc_address",
            "broadcast_rpc_address",
            "native_transport_port",
            "storage_port",
            "data_file_directories",
            "commitlog_directory",
            "saved_caches_directory",
            "hints_directory",
            "cdc_raw_directory");

    private static final Set<String> STORES =
            Set.of("keystore", "truststore", "keystore_password", "truststore_password");

    @TempDir
    Path folder;

    @Test
    void theImagesAreOfTheStacksVersions() throws Exception {
        assertThat(services("compose.yaml").keySet()).isEqualTo(SERVERS);
        assertThat(service("compose.yaml", "cassandra").get("image")).isEqualTo("cassandra:5.0");
        assertThat(pom("cassandra")).contains("<version>5.0.");
        String kafka = String.valueOf(service("compose.yaml", "kafka").get("image"));
        assertThat(pom("kafka")).contains("<version>" + kafka.replace("apache/kafka:", "") + "<");
        assertThat(service("compose.yaml", "redis").get("image")).isEqualTo("redis:7");
    }

    @Test
    void portsAreOfThisMachineAlone() throws Exception {
        for (String server : SERVERS) {
            assertThat((List<?>) service("compose.yaml", server).get("ports"))
                    .hasSize(1)
                    .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
            assertThat(service("compose.yaml", server)).containsKey("healthcheck");
        }
    }

    @Test
    void everyFileThatIsMountedIsThere() throws Exception {
        certificates();
        for (String file : List.of("compose.yaml", "compose.tls.yaml")) {
            String text = Files.readString(Path.of(file));
            Matcher mounts = Pattern.compile("- \\./(\\S+?):/").matcher(text);
            while (mounts.find()) {
                if (!mounts.group(1).equals("compose/certificates")) {
                    assertThat(Path.of(mounts.group(1))).as(file).exists();
                }
            }
            Matcher names = Pattern.compile("/certificates/([\\w.-]+)").matcher(text);
            while (names.find()) {
                assertThat(folder.resolve(names.group(1))).as(file).exists();
            }
        }
        Map<String, ?> kafka = environment("compose.tls.yaml");
        assertThat(folder.resolve(kafka.get("KAFKA_SSL_KEYSTORE_FILENAME").toString()))
                .exists();
        assertThat(folder.resolve(kafka.get("KAFKA_SSL_KEYSTORE_CREDENTIALS").toString()))
                .exists();
    }

    @Test
    void cassandraIsSetAsInTheStack() throws Exception {
        Map<String, Object> stack = ofStack(null);
        Map<String, Object> compose = yaml(Path.of("compose/cassandra.yaml"));
        stack.keySet().removeAll(PLACES);
        compose.keySet().removeAll(PLACES);
        assertThat(compose).isEqualTo(stack);

        Map<String, Object> secured = ofStack(StackTls.in(folder));
        Map<String, Object> tls = yaml(Path.of("compose/cassandra-tls.yaml"));
        for (String options : List.of("client_encryption_options", "server_encryption_options")) {
            assertThat(withoutStores(tls.get(options)))
                    .isEqualTo(withoutStores(secured.get(options)));
        }
    }

    @Test
    void kafkaIsSetAsInTheStack() throws Exception {
        KafkaBroker broker = new KafkaBroker(
                0,
                List.of(new KafkaBroker.Ports(9092, 9093)),
                Path.of("java"),
                List.of(),
                List.of(),
                null);
        List<String> stack = broker.configuration(folder).lines().toList();
        Map<String, ?> compose = environment("compose.yaml");
        List<String> names = new ArrayList<>();
        for (String line : stack) {
            String name = line.substring(0, line.indexOf('='));
            if (!name.contains("listener") && !name.matches("log.dirs|controller.quorum.voters")) {
                String variable = "KAFKA_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
                assertThat(line).isEqualTo(name + "=" + compose.get(variable));
                names.add(name);
            }
        }
        assertThat(names).contains("min.insync.replicas", "auto.create.topics.enable");
    }

    @Test
    void withTlsEveryServerAsksForACertificate() throws Exception {
        assertThat(services("compose.tls.yaml").keySet()).isEqualTo(SERVERS);
        assertThat(environment("compose.tls.yaml").get("KAFKA_SSL_CLIENT_AUTH"))
                .isEqualTo("required");
        assertThat(environment("compose.tls.yaml").get("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"))
                .isEqualTo("SSL:SSL,CONTROLLER:SSL");
        assertThat(service("compose.tls.yaml", "redis").get("command").toString())
                .contains("--port 0", "--tls-auth-clients yes");
    }

    @Test
    void theCentralRoleFindsTheServers() throws Exception {
        Config plain = ConfigFactory.parseFile(Path.of("compose/central.conf").toFile());
        assertThat(plain.getStringList("vigil.cassandra.contact-points"))
                .containsExactly("127.0.0.1:9042");
        assertThat(plain.getString("vigil.kafka.bootstrap-servers")).isEqualTo("127.0.0.1:9092");
        assertThat(plain.getInt("vigil.redis.port")).isEqualTo(6379);

        Config tls = ConfigFactory.parseFile(Path.of("compose/central-tls.conf").toFile())
                .resolve();
        assertThat(tls.getString("vigil.kafka.bootstrap-servers")).isEqualTo("127.0.0.1:9092");
        for (String link : List.of("", "cassandra.", "kafka.", "redis.")) {
            TlsFiles files = TlsFiles.from(tls, "vigil." + link + "tls");
            assertThat(files).isNotNull();
            assertThat(files.certificate()).isEqualTo(Path.of("compose/certificates/node.pem"));
        }
    }

    private void certificates() throws Exception {
        DevelopmentCertificates.in(folder).create(List.of(), 1, Instant.now());
    }

    private Map<String, Object> ofStack(@Nullable StackTls tls) throws Exception {
        List<Path> jars = List.of(Path.of("jamm-0.jar"));
        new CassandraNode(0, 1, 1, 2, 3, 512, Path.of("java"), jars, tls).prepare(folder);
        return yaml(folder.resolve("cassandra.yaml"));
    }

    private static Map<?, ?> withoutStores(Object options) {
        Map<?, ?> map = (Map<?, ?>) options;
        map.keySet().removeAll(STORES);
        return map;
    }

    private static String pom(String server) throws IOException {
        return new String(ClassPaths.resource(server + ".pom.xml"), StandardCharsets.UTF_8);
    }

    private static Map<String, ?> environment(String file) throws IOException {
        return cast(service(file, "kafka").get("environment"));
    }

    private static Map<String, Object> service(String file, String name) throws IOException {
        return cast(services(file).get(name));
    }

    private static Map<String, Object> services(String file) throws IOException {
        return cast(yaml(Path.of(file)).get("services"));
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return cast(
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object node) {
        return (Map<String, Object>) node;
    }
}
