package io.vigil.ops.stack;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.annotation.JsonIgnore;

import io.vigil.core.Nullable;
import io.vigil.security.tls.CassandraTls;
import io.vigil.security.tls.KeptFiles;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Cassandra node on a loopback address of its own (127.0.0.1, .2, .3): the nodes of a cluster share
 * their ports. It runs on JDK 17.
 *
 * @param place from 0; the first is every other's seed
 * @param nodes of the cluster
 * @param tls null: plain text
 */
record CassandraNode(
        int place,
        int nodes,
        int clientPort,
        int storagePort,
        int jmxPort,
        int heapMb,
        Path java,
        List<Path> jars,
        @JsonIgnore @Nullable StackTls tls)
        implements StackServer {

    static final String DATACENTER = "dc1";

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String JAMM = "jamm-";

    @Override
    public String name() {
        return "cassandra-" + (place + 1);
    }

    @Override
    public String address() {
        return host(place) + ":" + clientPort;
    }

    private static String host(int place) {
        return "127.0.0." + (place + 1);
    }

    @Override
    public List<String> prepare(Path folder) throws IOException, StackException {
        Path here = folder.toAbsolutePath();
        Path yaml = here.resolve("cassandra.yaml");
        Path rack = here.resolve("cassandra-rackdc.properties");
        Path log = here.resolve("logback.xml");
        String all = yaml(here) + encryption();
        KeptFiles.writeSecret(yaml, all.getBytes(StandardCharsets.UTF_8));
        Files.writeString(rack, "dc=" + DATACENTER + "\nrack=rack" + (place + 1) + "\n");
        Files.write(log, ClassPaths.resource("cassandra-logback.xml"));
        List<String> flags = new ArrayList<>(options());
        flags.addAll(List.of(
                "-Xms" + heapMb + "m",
                "-Xmx" + heapMb + "m",
                "-javaagent:" + jamm(),
                "-Dlogback.configurationFile=" + log,
                "-Dcassandra.config=file://" + yaml,
                "-Dcassandra.storagedir=" + here,
                "-Dcassandra.logdir=" + here,
                "-Dcassandra-rackdc.properties=file://" + rack,
                "-Dcassandra.jmx.local.port=" + jmxPort,
                "-Dcassandra-foreground=yes",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=1000"));
        return Commands.java(
                java, flags, jars, "org.apache.cassandra.service.CassandraDaemon", List.of());
    }

    @Override
    public boolean answers() {
        if (!StackServer.listens(address())) {
            return false;
        }
        DriverConfigLoader config = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, TIMEOUT)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, TIMEOUT)
                .build();
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(host(place), clientPort))
                .withLocalDatacenter(DATACENTER)
                .withConfigLoader(config);
        if (tls != null) {
            builder.withSslEngineFactory(new CassandraTls(tls.client()));
        }
        try (CqlSession session = builder.build()) {
            return session.execute("SELECT release_version FROM system.local").one() != null;
        } catch (DriverException e) {
            return false;
        }
    }

    private String yaml(Path folder) {
        String seeds = host(0) + ":" + storagePort;
        return """
            cluster_name: vigil
            num_tokens: 16
            partitioner: org.apache.cassandra.dht.Murmur3Partitioner
            seed_provider:
              - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                parameters:
                  - seeds: "%s"
            listen_address: %s
            rpc_address: %s
            native_transport_port: %d
            storage_port: %d
            endpoint_snitch: GossipingPropertyFileSnitch
            auto_bootstrap: false
            data_file_directories: ["%s"]
            commitlog_directory: "%s"
            saved_caches_directory: "%s"
            hints_directory: "%s"
            cdc_raw_directory: "%s"
            commitlog_sync: group
            commitlog_sync_group_window: 5ms
            commitlog_segment_size: 16MiB
            commitlog_total_space: 256MiB
            storage_compatibility_mode: NONE
            memtable:
              configurations:
                trie:
                  class_name: TrieMemtable
                default:
                  inherits: trie
            sstable:
              selected_format: bti
            """.formatted(
                        seeds,
                        host(place),
                        host(place),
                        clientPort,
                        storagePort,
                        folder.resolve("data"),
                        folder.resolve("commitlog"),
                        folder.resolve("saved_caches"),
                        folder.resolve("hints"),
                        folder.resolve("cdc_raw"));
    }

    /** Clients and the other nodes: all show a certificate. */
    private String encryption() throws IOException {
        if (tls == null) {
            return "";
        }
        String password = tls.storePassword();
        Path store = tls.certificates().store("cassandra").toAbsolutePath();
        String stores = """
              require_client_auth: true
              store_type: PKCS12
              keystore: "%s"
              keystore_password: "%s"
              truststore: "%s"
              truststore_password: "%s"
              accepted_protocols: [TLSv1.3, TLSv1.2]
            """.formatted(store, password, store, password);
        return """
            client_encryption_options:
              enabled: true
              optional: false
            """ + stores + """
            server_encryption_options:
              internode_encryption: all
              optional: false
              require_endpoint_verification: true
            """ + stores;
    }

    /** What Cassandra's own jvm17-server.options open to it. */
    private static List<String> options() throws IOException {
        return new String(ClassPaths.resource("cassandra-jvm17.options"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("-"))
                .toList();
    }

    private Path jamm() throws StackException {
        return jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith(JAMM))
                .findFirst()
                .orElseThrow(() -> new StackException("Cassandra came without its agent, jamm"));
    }
}
