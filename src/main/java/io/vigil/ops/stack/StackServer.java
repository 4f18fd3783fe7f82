package io.vigil.ops.stack;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/**
 * One server of a stack: how it is started, and whether it really answers. Its record is kept beside
 * its process's, but for what is secret.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RedisServer.class, name = "redis"),
    @JsonSubTypes.Type(value = CassandraNode.class, name = "cassandra"),
    @JsonSubTypes.Type(value = KafkaBroker.class, name = "kafka"),
    @JsonSubTypes.Type(value = CentralNode.class, name = "central"),
    @JsonSubTypes.Type(value = EdgeNode.class, name = "edge")
})
sealed interface StackServer permits RedisServer, CassandraNode, KafkaBroker, VigilNode {

    /** A port of this machine is open or not: there is nothing to wait for. */
    int LOOK_MS = 500;

    /** Unique in its stack; also its folder's name. */
    String name();

    /** {@code host:port} where its clients connect. */
    String address();

    /** All that it listens at and must have to itself. */
    default List<String> listensAt() {
        return List.of(address());
    }

    /**
     * Writes its configuration into its folder.
     *
     * @return the command that runs it in the foreground
     */
    List<String> prepare(Path folder) throws IOException, StackException, InterruptedException;

    /** Whether a client gets a real answer: an open port alone doesn't say so. */
    boolean answers();

    /** Whether anybody listens there: asking a client library before that only takes time. */
    static boolean listens(String address) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.substring(0, colon), port), LOOK_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
