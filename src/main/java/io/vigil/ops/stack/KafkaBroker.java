package io.vigil.ops.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.vigil.core.Nullable;
import io.vigil.security.tls.KafkaTls;
import io.vigil.security.tls.KeptFiles;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Kafka broker that is a controller too (KRaft), on loopback.
 *
 * @param place its own place among {@code peers}, from 0
 * @param peers all brokers of the stack
 * @param doors where it listens besides
 * @param tls null: plain text
 */
record KafkaBroker(
        int place,
        List<Ports> peers,
        Path java,
        List<Path> jars,
        List<KafkaDoor> doors,
        @JsonIgnore @Nullable StackTls tls)
        implements StackServer {

    /** One broker's ports: of its clients, and of the other controllers. */
    record Ports(int clients, int controller) {}

    /** A stack is one cluster; its folder is its own. */
    private static final String CLUSTER_ID = "dmlnaWwtc3RhY2stMDAwMQ";

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int HEAP_MB = 512;

    @Override
    public String name() {
        return "kafka-" + (place + 1);
    }

    @Override
    public String address() {
        return "127.0.0.1:" + peers.get(place).clients();
    }

    @Override
    public List<String> prepare(Path folder)
            throws IOException, StackException, InterruptedException {
        Path file = folder.resolve("server.properties");
        String all = configuration(folder) + security();
        KeptFiles.writeSecret(file, all.getBytes(StandardCharsets.UTF_8));
        Path data = folder.resolve("data");
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(folder, file);
        }
        return run("kafka.Kafka", file.toString());
    }

    @Override
    public boolean answers() {
        if (!StackServer.listens(address())) {
            return false;
        }
        Map<String, Object> config = new HashMap<>(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis()));
        if (tls != null) {
            config.putAll(KafkaTls.properties(tls.files("client")));
        }
        try (Admin admin = Admin.create(config)) {
            return admin.describeCluster()
                            .nodes()
                            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                            .size()
                    == peers.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    String configuration(Path folder) {
        int copies = peers.size();
        return """
            process.roles=broker,controller
            node.id=%d
            controller.quorum.voters=%s
            listeners=CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d%s
            advertised.listeners=CLIENTS://127.0.0.1:%d%s
            inter.broker.listener.name=CLIENTS
            controller.listener.names=CONTROLLER
            log.dirs=%s
            num.partitions=4
            default.replication.factor=%d
            min.insync.replicas=%d
            offsets.topic.replication.factor=%d
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=%d
            transaction.state.log.min.isr=%d
            auto.create.topics.enable=false
            group.initial.rebalance.delay.ms=0
            """.formatted(
                        place + 1,
                        voters(),
                        peers.get(place).clients(),
                        peers.get(place).controller(),
                        doors(way -> "127.0.0.1:" + way.port()),
                        peers.get(place).clients(),
                        doors(KafkaDoor.Way::told),
                        folder.resolve("data").toAbsolutePath(),
                        copies,
                        inSync(),
                        copies,
                        copies,
                        inSync());
    }

    private String doors(Function<KafkaDoor.Way, String> address) {
        return doors.stream()
                .map(door ->
                        "," + door.name() + "://" + address.apply(door.ways().get(place)))
                .collect(Collectors.joining());
    }

    private String protocols(String protocol) {
        return "listener.security.protocol.map=CLIENTS:" + protocol + ",CONTROLLER:" + protocol
                + doors.stream()
                        .map(door -> "," + door.name() + ":" + protocol)
                        .collect(Collectors.joining());
    }

    /** Clients, brokers and controllers: all show a certificate, or none does. */
    private String security() throws IOException {
        if (tls == null) {
            return protocols("PLAINTEXT") + "\n";
        }
        String password = tls.storePassword();
        Path store = tls.certificates().store("kafka").toAbsolutePath();
        return """
            %s
            ssl.client.auth=required
            ssl.enabled.protocols=TLSv1.3,TLSv1.2
            ssl.keystore.type=PKCS12
            ssl.keystore.location=%s
            ssl.keystore.password=%s
            ssl.key.password=%s
            ssl.truststore.type=PKCS12
            ssl.truststore.location=%s
            ssl.truststore.password=%s
            """.formatted(protocols("SSL"), store, password, password, store, password);
    }

    /** Two of three, so that one may die and what was acked is on another. */
    private int inSync() {
        return Math.min(2, peers.size());
    }

    private String voters() {
        return IntStream.range(0, peers.size())
                .mapToObj(peer -> (peer + 1) + "@127.0.0.1:" + peers.get(peer).controller())
                .collect(Collectors.joining(","));
    }

    private void format(Path folder, Path file)
            throws IOException, StackException, InterruptedException {
        Path log = folder.resolve("format.log");
        List<String> command =
                run("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", file.toString());
        Process format = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (format.waitFor() != 0) {
            throw new StackException("Kafka's storage could not be formatted: " + log);
        }
    }

    private List<String> run(String main, String... arguments) {
        return Commands.java(
                java,
                List.of("-Xmx" + HEAP_MB + "m", "-Xms" + HEAP_MB / 2 + "m", "-XX:+UseG1GC"),
                jars,
                main,
                List.of(arguments));
    }
}
