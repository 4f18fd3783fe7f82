package io.vigil.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of a cluster.
 *
 * @param program what runs Vigil, without its arguments
 * @param place 0 for the first
 * @param http port of devices, screens and the page
 * @param peers where the nodes reach each other, this one's at {@code place}
 */
record CentralNode(
        List<String> program, Path config, Path data, int place, int http, List<Cluster.Peer> peers)
        implements VigilNode {

    private static final String FORMED = "formed";

    @Override
    public String name() {
        return "central-" + (place + 1);
    }

    @Override
    public List<String> prepare(Path folder) throws IOException {
        List<String> command = command("central", configuration(folder));
        command.addAll(List.of("--node", peers.get(place).address()));
        for (String seed : seeds(folder)) {
            command.addAll(List.of("--seed", seed));
        }
        return command;
    }

    /** The common one, and where this node listens for the others. */
    private Path configuration(Path folder) throws IOException {
        Path own = folder.toAbsolutePath().resolve("node.conf");
        Files.writeString(own, """
            include required(file("%s"))
            pekko.remote.artery.bind.port = %d
            """.formatted(config, peers.get(place).bindPort()));
        return own;
    }

    /**
     * Only the first seed forms a cluster, and only once: started again beside others that it can't
     * reach, it would be a second cluster. So it comes last then.
     */
    private List<String> seeds(Path folder) throws IOException {
        Path formed = folder.resolve(FORMED);
        List<String> seeds =
                new ArrayList<>(peers.stream().map(Cluster.Peer::address).toList());
        if (Files.exists(formed)) {
            seeds.add(seeds.remove(place));
        } else {
            Files.createFile(formed);
        }
        return seeds;
    }

    /** A cluster that is started as a whole is formed anew. */
    static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FORMED));
    }
}
