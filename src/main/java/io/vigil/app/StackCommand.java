package io.vigil.app;

import io.vigil.ops.stack.Stack;
import io.vigil.ops.stack.StackPlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;

@Command(
        name = "stack",
        description = "Cassandra, Kafka and Redis as processes on this machine, without Docker.",
        mixinStandardHelpOptions = true)
final class StackCommand implements Runnable {

    /** Their class paths are the same for every stack of this user. */
    static final Path LIBRARY =
            Path.of(System.getProperty("user.home"), ".cache", "vigil", "stack");

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "stack up, stack down or stack status?");
    }

    @Command(
            name = "up",
            description = "Start a stack, and wait until each server of it answers.",
            mixinStandardHelpOptions = true)
    int up(
            @Mixin StackFolder dir,
            @Option(
                            names = "--nodes",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Cassandra nodes, and Kafka brokers: 1 or 3"
                                    + " (default: ${DEFAULT-VALUE}).")
                    int nodes,
            @Option(
                            names = "--cassandra-port",
                            paramLabel = "PORT",
                            defaultValue = "9042",
                            description = "0: a free one (default: ${DEFAULT-VALUE}).")
                    int cassandraPort,
            @Option(
                            names = "--kafka-port",
                            paramLabel = "PORT",
                            defaultValue = "9092",
                            description = "Of the first broker; 0: free ones"
                                    + " (default: ${DEFAULT-VALUE}).")
                    int kafkaPort,
            @Option(
                            names = "--redis-port",
                            paramLabel = "PORT",
                            defaultValue = "6379",
                            description = "0: a free one (default: ${DEFAULT-VALUE}).")
                    int redisPort,
            @Option(
                            names = "--tls",
                            description = "TLS on every link, with certificates of a CA that is"
                                    + " made in the stack's folder.")
                    boolean tls) {
        return StackTasks.done(spec, out -> {
            Path here = dir.path.toAbsolutePath().normalize();
            Stack stack = Stack.up(
                    new StackPlan(
                            here,
                            LIBRARY,
                            nodes,
                            cassandraPort,
                            kafkaPort,
                            redisPort,
                            tls,
                            List.of()),
                    line -> StackTasks.tell(out, line));
            out.println("vigil: the stack answers");
            out.println("cassandra  " + String.join(",", stack.cassandra()));
            out.println("kafka      " + stack.kafka());
            out.println("redis      " + stack.redis());
            out.println("vigil: ./vigil central --config " + stack.config() + " uses it");
            out.println("vigil: ./vigil stack down --dir " + dir.path + " stops it");
            return 0;
        });
    }

    @Command(
            name = "down",
            description = "Stop what stack up has started. The data stays in the folder.",
            mixinStandardHelpOptions = true)
    int down(@Mixin StackFolder dir) {
        return StackTasks.done(
                spec,
                out -> StackTasks.down(
                        out, "stack", dir.path, Stack.status(dir.path), Stack::stop));
    }

    @Command(
            name = "status",
            description = "Say what runs. Exits with 1 if a server has ended, or none was started.",
            mixinStandardHelpOptions = true)
    int status(@Mixin StackFolder dir) {
        return StackTasks.done(
                spec, out -> StackTasks.status(out, "stack", dir.path, Stack.status(dir.path)));
    }
}
