package io.vigil.ops.stack;

import io.vigil.core.Nullable;

import java.util.List;

/** Servers that run as processes of this machine, for whoever has started them or found them. */
public abstract sealed class RunningServers implements AutoCloseable permits Stack, Cluster, Edges {

    private final ServerGroup group;

    RunningServers(ServerGroup group) {
        this.group = group;
    }

    ServerGroup group() {
        return group;
    }

    /** Their names, in the order in which they were started. */
    public List<String> names() {
        return group.servers().stream().map(StackServer::name).toList();
    }

    /** The process of one of them, null once it has ended. */
    public @Nullable ProcessHandle process(String name) {
        return group.process(name);
    }

    /** Starts one again that has ended, and waits until it answers. */
    public void restart(String name) throws StackException, InterruptedException {
        group.restart(name);
    }

    /** Stops each by its own process. */
    @Override
    public void close() {
        try {
            group.stop();
        } catch (StackException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
