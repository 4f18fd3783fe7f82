package io.vigil.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vigil.api.json.WireChange;
import io.vigil.core.Bounds;
import io.vigil.core.Gen;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.AlarmFeed;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Gap;
import io.vigil.ward.WardEntity.Heartbeat;
import io.vigil.ward.WardEntity.Snapshot;
import io.vigil.ward.WardEntity.VitalsChanged;
import io.vigil.ward.WardFixtures;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

class OutboxTest {

    private static final int CAPACITY = 8;
    private static final WardAlarm ANY = WardFixtures.raised(WardFixtures.ANNA, 1, Priority.LOW);

    /** Equal numbers make equal changes. */
    private static final WireChange[] CHANGES = changes();

    private final Queue line = new Queue(CAPACITY);

    @Test
    void aFullQueueMeansAGapAndASnapshotOnceThereIsRoom() {
        Outbox outbox = started(line, 10);
        for (int number = 11; number <= 30; number++) {
            outbox.take(change(number));
        }
        outbox.take(new Heartbeat(30, 0));

        assertThat(line.read()).hasSize(CAPACITY).doesNotHaveAnyElementsOfTypes(Gap.class);
        assertThat(outbox.drain()).isTrue();
        assertThat(outbox.drain()).as("asked already").isFalse();
        outbox.take(change(31));
        outbox.take(new Snapshot(WardFixtures.ICU, "f", 31, List.of()));
        outbox.take(change(32));
        assertThat(line.read())
                .containsExactly(
                        new Gap(19, 31),
                        new Snapshot(WardFixtures.ICU, "f", 31, List.of()),
                        change(32));
        assertThat(outbox.isBehind()).isFalse();
    }

    @Test
    void noSnapshotIsAskedForBeforeThereIsRoom() {
        Outbox outbox = started(line, 0);
        for (int number = 1; number <= 10; number++) {
            outbox.take(change(number));
        }

        assertThat(outbox.drain()).isFalse();
        assertThat(outbox.isBehind()).isTrue();
    }

    @Test
    void whatWasMissedMayBeMoreThanTheQueueHolds() {
        Outbox outbox = new Outbox(line, "f", 5, () -> {});
        for (int number = 6; number <= 105; number++) {
            outbox.take(change(number));
        }
        outbox.take(new Heartbeat(105, 0));
        outbox.take(change(106));
        List<FeedMessage> got = new ArrayList<>(line.read());
        while (outbox.isBehind()) {
            assertThat(outbox.drain()).isFalse();
            got.addAll(line.read());
        }

        assertThat(numbers(got)).hasSize(101).startsWith(6L).endsWith(106L);
    }

    @Test
    void aHoleInTheFeedMakesItBlindToo() {
        Outbox outbox = started(line, 10);
        outbox.take(change(12));
        assertThat(outbox.isBehind()).isTrue();
        assertThat(outbox.drain()).isTrue();
        outbox.take(new Snapshot(WardFixtures.ICU, "f", 12, List.of()));

        assertThat(line.read())
                .containsExactly(
                        new Gap(11, 12), new Snapshot(WardFixtures.ICU, "f", 12, List.of()));
    }

    @Test
    void aHeartbeatThatIsAheadShowsAHole() {
        Outbox outbox = started(line, 10);
        outbox.take(new Heartbeat(11, 0));

        assertThat(line.read()).isEmpty();
        assertThat(outbox.drain()).isTrue();
    }

    @Test
    void aWardThatStartedAnewIsASnapshotWithoutAGap() {
        Outbox outbox = started(line, 10);
        outbox.resubscribed();
        outbox.take(new Snapshot(WardFixtures.ICU, "g", 2, List.of()));
        outbox.take(change(3));

        assertThat(line.read())
                .containsExactly(new Snapshot(WardFixtures.ICU, "g", 2, List.of()), change(3));
    }

    @Test
    void waitingVitalsAreReplacedByNewerOnes() {
        Outbox outbox = started(line, 0);
        for (int rate = 50; rate < 80; rate++) {
            outbox.take(new VitalsChanged(WardFixtures.heartRate(WardFixtures.ANNA, rate, rate)));
        }
        line.read();
        outbox.drain();

        assertThat(line.read())
                .containsExactly(
                        new VitalsChanged(WardFixtures.heartRate(WardFixtures.ANNA, 79, 79)));
    }

    @Test
    void onlyWhatWasSentCanBeReceivedAndCountsOnce() {
        Outbox outbox = started(line, 10);
        outbox.take(change(11));
        outbox.take(change(12));

        assertThat(outbox.receipt(11)).isEqualTo(1);
        assertThat(outbox.receipt(11)).isZero();
        assertThat(outbox.receipt(12)).isEqualTo(1);
        assertThat(outbox.receipt(13)).isEqualTo(-1);
    }

    /**
     * Any interleaving of changes, slow and fast reading, coming back and a ward that starts anew
     * gives every client each change in order and once, or a gap that says exactly which it lacks,
     * followed by a snapshot.
     */
    @Test
    void everyClientGetsEveryChangeOnceOrIsToldOtherwise() {
        long seed = Gen.seed();
        for (int round = 0; round < 300; round++) {
            Simulation simulation = new Simulation(Gen.random(seed + round));
            assertThatCode(simulation::run)
                    .as(simulation.trace::toString)
                    .doesNotThrowAnyException();
        }
    }

    private static Outbox started(Queue line, long number) {
        Outbox outbox = new Outbox(line, null, 0, () -> {});
        outbox.take(new Snapshot(WardFixtures.ICU, "f", number, List.of()));
        outbox.take(new Heartbeat(number, 0));
        line.read();
        return outbox;
    }

    private static Change change(long number) {
        WardAlarm alarm = WardFixtures.raised(WardFixtures.ANNA, number, Priority.LOW);
        return new Change(number, alarm, CHANGES[(int) number], 0);
    }

    private static WireChange[] changes() {
        WireChange[] all = new WireChange[200];
        for (int number = 0; number < all.length; number++) {
            all[number] = new WireChange(
                    number, WardFixtures.raised(WardFixtures.ANNA, number, Priority.LOW));
        }
        return all;
    }

    private static List<Long> numbers(List<FeedMessage> messages) {
        List<Long> numbers = new ArrayList<>();
        for (FeedMessage message : messages) {
            if (message instanceof Change change) {
                numbers.add(change.number());
            }
        }
        return numbers;
    }

    /** A queue that is read when the test says so. */
    private static final class Queue implements Line {

        private final int capacity;
        private final Deque<Outgoing> waiting = new ArrayDeque<>();

        private Queue(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean offer(Outgoing message) {
            return waiting.size() < capacity && waiting.add(message);
        }

        @Override
        public int free() {
            return capacity - waiting.size();
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void complete() {}

        private List<FeedMessage> read() {
            return read(capacity);
        }

        private List<FeedMessage> read(int most) {
            List<FeedMessage> read = new ArrayList<>();
            while (!waiting.isEmpty() && read.size() < most) {
                if (waiting.remove() instanceof Outgoing.Feed feed) {
                    read.add(feed.message());
                }
            }
            return read;
        }
    }

    /** A ward, and a client that checks what it is told. */
    private static final class Simulation {

        private static final int RING = 20;

        private final RandomGenerator random;
        private final Queue line = new Queue(CAPACITY);

        /** Messages from the ward that the session has not taken yet. */
        private final Deque<FeedMessage> mailbox = new ArrayDeque<>();

        /** What happened, for the message of a failure. */
        private final StringBuilder trace = new StringBuilder();

        private int feeds = 1;
        private AlarmFeed ward = new AlarmFeed("f1", RING);
        private Outbox outbox = new Outbox(line, null, 0, () -> {});
        private boolean subscribed;
        private @Nullable String feed;
        private long number;
        private boolean gapOpen;

        private Simulation(RandomGenerator random) {
            this.random = random;
        }

        private void run() {
            for (int step = 0; step < 400; step++) {
                step(random.nextInt(20));
            }
            subscribe();
            while (!mailbox.isEmpty() || outbox.isBehind() || line.free() < CAPACITY) {
                deliver();
                drain();
                read(CAPACITY);
            }
            tell(new Heartbeat(ward.number(), 0));
            deliver();
            read(CAPACITY);
            assertThat(feed).isEqualTo(ward.id());
            assertThat(number).isEqualTo(ward.number());
            assertThat(gapOpen).isFalse();
        }

        private void step(int dice) {
            trace.append("step %d, ward at %s:%d, outbox at %s:%d%n"
                    .formatted(dice, ward.id(), ward.number(), outbox.feed(), outbox.taken()));
            switch (dice) {
                case 0 -> comeBack();
                case 1 -> subscribe();
                case 2 -> tell(new Heartbeat(ward.number(), 0));
                case 3, 4 -> drain();
                case 5, 6, 7 -> read(random.nextInt(1, CAPACITY));
                case 8, 9, 10, 11 -> deliver();
                case 12 -> restartSometimes();
                default -> change();
            }
        }

        private void change() {
            long next = ward.nextNumber();
            WardAlarm alarm = WardFixtures.raised(WardFixtures.ANNA, next % 7, Priority.LOW);
            ward.append(alarm);
            tell(new Change(next, alarm, CHANGES[0], 0));
        }

        private void restartSometimes() {
            if (random.nextInt(5) == 0) {
                feeds++;
                ward = new AlarmFeed("f" + feeds, RING);
                subscribed = false;
            }
        }

        /** The connection is new, the client remembers where it was. */
        private void comeBack() {
            mailbox.clear();
            line.read();
            gapOpen = false;
            outbox = new Outbox(line, feed, feed == null ? 0 : number, () -> {});
            subscribe();
        }

        private void subscribe() {
            outbox.resubscribed();
            String from = outbox.feed();
            subscribed = true;
            if (from == null) {
                snapshot();
            } else {
                switch (ward.resume(from, outbox.taken())) {
                    case AlarmFeed.Resume.Missed missed ->
                        missed.changes()
                                .forEach(each -> tell(
                                        new Change(each.number(), each.alarm(), CHANGES[0], 0)));
                    case AlarmFeed.Resume.Gap gap -> {
                        tell(new Gap(gap.from(), gap.through()));
                        snapshot();
                    }
                    case AlarmFeed.Resume.OtherFeed _ -> snapshot();
                }
            }
            tell(new Heartbeat(ward.number(), 0));
        }

        private void snapshot() {
            tell(new Snapshot(WardFixtures.ICU, ward.id(), ward.number(), ward.open()));
        }

        private void tell(FeedMessage message) {
            if (subscribed) {
                mailbox.add(message);
            }
        }

        private void deliver() {
            while (!mailbox.isEmpty() && random.nextInt(4) > 0) {
                outbox.take(mailbox.remove());
            }
        }

        private void drain() {
            if (outbox.drain() && subscribed) {
                snapshot();
            }
        }

        private void read(int most) {
            for (FeedMessage message : line.read(most)) {
                check(message);
            }
        }

        private void check(FeedMessage message) {
            trace.append("client is told ").append(message).append('\n');
            switch (message) {
                case Snapshot snapshot -> {
                    feed = snapshot.feed();
                    number = snapshot.number();
                    gapOpen = false;
                }
                case Change change -> {
                    assertThat(gapOpen).as("a snapshot follows a gap").isFalse();
                    assertThat(change.number()).isEqualTo(number + 1);
                    number = change.number();
                }
                case Gap gap -> {
                    assertThat(gap.from()).isEqualTo(number + 1);
                    assertThat(gap.through()).isGreaterThanOrEqualTo(gap.from());
                    gapOpen = true;
                }
                case Heartbeat heartbeat -> {
                    assertThat(gapOpen).as("a snapshot follows a gap").isFalse();
                    assertThat(heartbeat.number()).isEqualTo(number);
                }
                case VitalsChanged _ -> {}
            }
        }
    }

    @Test
    void theBacklogIsBounded() {
        Outbox outbox = new Outbox(line, "f", 0, () -> {});
        int many = Bounds.FEED_RING_CHANGES + Bounds.SUBSCRIBER_QUEUE_MESSAGES + CAPACITY + 1;
        for (int number = 1; number <= many; number++) {
            outbox.take(new Change(number, ANY, CHANGES[0], 0));
        }
        line.read();

        assertThat(outbox.drain()).as("blind").isTrue();
    }
}
