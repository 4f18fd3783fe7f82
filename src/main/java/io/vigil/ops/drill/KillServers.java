package io.vigil.ops.drill;

import io.vigil.ops.stack.KafkaLeader;
import io.vigil.ops.stack.StackException;

import java.time.Duration;
import java.util.List;

/** Servers of the stack are gone at once, stay away for a while, and come back. */
final class KillServers implements Fault {

    private static final Duration AWAY = Duration.ofSeconds(20);

    /** As long as the promise speaks of. */
    private static final Duration CASSANDRA_AWAY = Duration.ofSeconds(60);

    private static final int CLUSTER = 3;

    /** Which ones. */
    @FunctionalInterface
    private interface Choice {
        List<String> of(Scene scene) throws DrillException, InterruptedException;
    }

    private final int stackNodes;
    private final Duration away;
    private final Choice choice;
    private List<String> killed = List.of();

    private KillServers(int stackNodes, Duration away, Choice choice) {
        this.stackNodes = stackNodes;
        this.away = away;
        this.choice = choice;
    }

    static KillServers cassandra() {
        return new KillServers(1, CASSANDRA_AWAY, scene -> named(scene, "cassandra-"));
    }

    static KillServers oneNode() {
        return new KillServers(
                CLUSTER, AWAY, scene -> List.of(scene.anyOf(named(scene, "cassandra-"))));
    }

    static KillServers redis() {
        return new KillServers(1, AWAY, scene -> List.of("redis"));
    }

    static KillServers kafka() {
        return new KillServers(CLUSTER, AWAY, scene -> {
            try {
                return List.of("kafka-" + KafkaLeader.of(scene.site().stack().kafka()));
            } catch (StackException e) {
                throw new DrillException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private static List<String> named(Scene scene, String beginning) {
        return scene.site().stack().names().stream()
                .filter(name -> name.startsWith(beginning))
                .toList();
    }

    @Override
    public int stackNodes() {
        return stackNodes;
    }

    @Override
    public Duration hold(int run) {
        return away;
    }

    @Override
    public void begin(Scene scene) throws DrillException, InterruptedException {
        killed = choice.of(scene);
        for (String name : killed) {
            scene.tell("kill -9 of " + name);
            scene.site().kill(name);
        }
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        for (String name : killed) {
            scene.tell("starting " + name + " again");
            scene.site().restart(name);
        }
        scene.serversReturn();
        scene.site().settle();
    }
}
