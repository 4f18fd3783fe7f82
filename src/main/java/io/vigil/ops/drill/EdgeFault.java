package io.vigil.ops.drill;

import io.vigil.core.Nullable;
import io.vigil.ops.stack.ConsumerGroups;
import io.vigil.ops.stack.KafkaDoor;
import io.vigil.ops.stack.KafkaLeader;
import io.vigil.ops.stack.StackException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two wards' boxes are cut off from the centre, people decide on both sides, and the link comes back;
 * then something else may go wrong while both sides catch up.
 */
final class EdgeFault implements Fault {

    private static final int EDGES = 2;
    private static final int CLUSTER = 3;

    /** What goes wrong when the link is back. */
    enum Then {
        NOTHING(1, Duration.ofSeconds(90)),
        KILL_EDGE(1, Duration.ofSeconds(45)),
        KILL_CENTRE(1, Duration.ofSeconds(45)),
        KILL_BROKER(CLUSTER, Duration.ofSeconds(45)),
        SKIP_LETTERS(1, Duration.ofSeconds(20));

        private final int stackNodes;
        private final Duration cut;

        Then(int stackNodes, Duration cut) {
            this.stackNodes = stackNodes;
            this.cut = cut;
        }
    }

    private final Then then;
    private @Nullable EdgeDoors doors;

    EdgeFault(Then then) {
        this.then = then;
    }

    @Override
    public int edges() {
        return EDGES;
    }

    @Override
    public int stackNodes() {
        return then.stackNodes;
    }

    @Override
    public boolean needsItsOwn() {
        return true;
    }

    @Override
    public List<KafkaDoor> doors() throws DrillException {
        return open().doors();
    }

    private EdgeDoors open() throws DrillException {
        EdgeDoors opened = doors;
        if (opened == null) {
            opened = EdgeDoors.open(EDGES, then.stackNodes);
            doors = opened;
        }
        return opened;
    }

    @Override
    public Duration hold(int run) {
        return then.cut;
    }

    @Override
    public void begin(Scene scene) throws DrillException, InterruptedException {
        EdgeDoors between = open();
        IntStream.range(0, EDGES).forEach(between::cut);
        scene.tell("the boxes are cut off from the centre");
        new EdgeStaff(scene).decideOnBothSides();
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        EdgeDoors between = open();
        if (then == Then.SKIP_LETTERS) {
            skipLetters(scene, between);
            return;
        }
        IntStream.range(0, EDGES).forEach(between::mend);
        scene.tell("the boxes reach the centre again");
        String victim = victim(scene);
        if (!victim.isEmpty()) {
            Thread.sleep(1000 + scene.random().nextInt(3000));
            scene.tell("kill -9 of " + victim + " while both sides catch up");
            scene.site().kill(victim);
            Thread.sleep(3000);
            scene.site().restart(victim);
        }
        scene.site().settle();
    }

    private String victim(Scene scene) throws DrillException, InterruptedException {
        return switch (then) {
            case NOTHING, SKIP_LETTERS -> "";
            case KILL_EDGE -> scene.anyOf(scene.site().edges().names());
            case KILL_CENTRE -> scene.anyOf(scene.site().cluster().names());
            case KILL_BROKER -> broker(scene);
        };
    }

    private static String broker(Scene scene) throws DrillException, InterruptedException {
        try {
            return "kafka-" + KafkaLeader.of(scene.site().stack().kafka());
        } catch (StackException e) {
            throw new DrillException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * What one side had sent is never read: its readers begin after it, or all over again. A group's
     * place is changed while its readers are down.
     */
    private static void skipLetters(Scene scene, EdgeDoors between)
            throws DrillException, InterruptedException {
        boolean isCentre = scene.random().nextBoolean();
        boolean isToEnd = scene.run() % 2 == 0;
        String victim = isCentre
                ? scene.anyOf(scene.site().cluster().names())
                : scene.anyOf(scene.site().edges().names());
        scene.tell("kill -9 of " + victim);
        scene.site().kill(victim);
        IntStream.range(0, EDGES).forEach(between::mend);
        Thread.sleep(5000);
        String group = "vigil." + (isCentre ? DrillSite.CENTRE : victim);
        try {
            ConsumerGroups.move(scene.site().stack().kafka(), group, isToEnd);
        } catch (StackException e) {
            throw new DrillException(String.valueOf(e.getMessage()), e);
        }
        scene.tell(group + " reads on from the " + (isToEnd ? "end" : "beginning"));
        scene.site().restart(victim);
        scene.site().settle();
    }

    @Override
    public void close() {
        EdgeDoors opened = doors;
        if (opened != null) {
            opened.close();
        }
    }
}
