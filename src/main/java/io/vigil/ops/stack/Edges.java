package io.vigil.ops.stack;

import io.vigil.core.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Wards' boxes as processes on this machine, linked to a centre by a stack's Kafka. */
public final class Edges implements AutoCloseable {

    private static final String FILE = "edges.json";

    private final Path folder;
    private final List<EdgeNode> boxes;
    private final ServerGroup group;

    /**
     * One that is wanted.
     *
     * @param kafka {@code host:port,…} of the brokers as it reaches them
     */
    public record Box(String site, String kafka) {}

    private Edges(Path folder, List<EdgeNode> boxes, ServerGroup group) {
        this.folder = folder;
        this.boxes = boxes;
        this.group = group;
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
        FreePorts ports = new FreePorts();
        List<EdgeNode> boxes = new ArrayList<>();
        for (Box box : wanted) {
            boxes.add(new EdgeNode(
                    program,
                    data(folder, box.site()).toAbsolutePath(),
                    box.site(),
                    centre,
                    box.kafka(),
                    ports.freePair()));
        }
        Edges edges = new Edges(folder, boxes, new ServerGroup(folder, FILE, List.copyOf(boxes)));
        edges.group.up(server -> false, progress);
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

    public List<String> names() {
        return boxes.stream().map(EdgeNode::name).toList();
    }

    /** {@code host:port} where clients reach each box. */
    public List<String> http() {
        return boxes.stream().map(EdgeNode::address).toList();
    }

    /** {@code host:port} of each box's health and metrics. */
    public List<String> management() {
        return boxes.stream().map(EdgeNode::management).toList();
    }

    /** The process of a box, null once it has ended. */
    public @Nullable ProcessHandle process(String name) {
        return group.process(name);
    }

    /** Starts a box again that has ended, and waits until it is ready. */
    public void restart(String name) throws StackException, InterruptedException {
        group.restart(name);
    }

    @Override
    public void close() {
        try {
            stop(folder);
        } catch (StackException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
