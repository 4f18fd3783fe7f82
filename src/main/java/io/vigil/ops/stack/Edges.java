package io.vigil.ops.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Wards' boxes as processes on this machine, linked to a centre by a stack's Kafka. */
public final class Edges extends RunningServers {

    private static final String FILE = "edges.json";

    private final List<EdgeNode> boxes;

    /**
     * One that is wanted.
     *
     * @param kafka {@code host:port,…} of the brokers as it reaches them
     */
    public record Box(String site, String kafka) {}

    private Edges(List<EdgeNode> boxes, ServerGroup group) {
        super(group);
        this.boxes = boxes;
    }

    /**
     * Starts the boxes, and waits until each is ready.
     *
     * @param program what runs Vigil, without its arguments
     * @param centre the centre's name as a site
     */
    public static Edges up(
            Path folder,
            List<String> program,
            String centre,
            List<Box> wanted,
            Consumer<String> progress)
            throws StackException, InterruptedException {
        List<EdgeNode> boxes = new ArrayList<>();
        for (Box box : wanted) {
            boxes.add(new EdgeNode(
                    program,
                    data(folder, box.site()).toAbsolutePath(),
                    box.site(),
                    centre,
                    box.kafka(),
                    FreePorts.freePair()));
        }
        Edges edges = new Edges(boxes, new ServerGroup(folder, FILE, List.copyOf(boxes)));
        edges.group().up(server -> false, progress);
        return edges;
    }

    /** Where a box has its data: whoever gives it a token key of its own puts it there. */
    public static Path data(Path folder, String site) {
        return folder.resolve(site).resolve("data");
    }

    /** Stops what was started in this folder, each box by its own process. */
    public static void stop(Path folder) throws StackException, InterruptedException {
        ServerGroup.stop(folder, FILE);
    }

    /** {@code host:port} where clients reach each box. */
    public List<String> http() {
        return boxes.stream().map(EdgeNode::address).toList();
    }

    /** {@code host:port} of each box's health and metrics. */
    public List<String> management() {
        return boxes.stream().map(EdgeNode::management).toList();
    }
}
