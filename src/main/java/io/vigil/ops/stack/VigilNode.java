package io.vigil.ops.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that is Vigil itself; its health and metrics are one port above its clients'. */
sealed interface VigilNode extends StackServer permits CentralNode, EdgeNode {

    /** What runs Vigil, without its arguments. */
    List<String> program();

    Path data();

    /** Port of devices, screens and the page. */
    int http();

    @Override
    default String address() {
        return "127.0.0.1:" + http();
    }

    default String management() {
        return "127.0.0.1:" + (http() + 1);
    }

    @Override
    default List<String> listensAt() {
        return List.of(address(), management());
    }

    /** What starts it in this role; more arguments may follow. */
    default List<String> command(String role, Path config) {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(role, "--config", config.toString(), "--data", data().toString()));
        command.addAll(List.of("--http", address(), "--management", management()));
        return command;
    }

    /** Ready: the journal answers; of a cluster's node also that it has joined and has its shards. */
    @Override
    default boolean answers() {
        return Readiness.of(management());
    }
}
