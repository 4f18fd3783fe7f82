package io.vigil.api.stream;

import io.vigil.api.stream.Acknowledgements.Outcome;
import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.ward.WardAlarm;
import io.vigil.security.Access;
import io.vigil.ward.WardEntity;
import io.vigil.ward.WardEntity.FeedMessage;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One client of an alarm or ward stream: follows the ward for it and answers its messages.
 *
 * <p>The ward may start anew without a word; then its heartbeats stop, and the session subscribes
 * again from where it is. A client's message is taken only when the ones before have their answer
 * (or few are without), so that one who doesn't read can't make the server keep answers for it.
 */
final class StreamSession extends AbstractBehavior<StreamSession.Message> {

    /** Answers that may be on their way before the next message is taken. */
    private static final int UNANSWERED_MAX = 16;

    /** How soon a full queue is looked at again; a fast client empties it in less. */
    private static final Duration DRAIN_TICK = Duration.ofMillis(20);

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A heartbeat is missing. */
    private static final int SILENT_SECONDS_MAX = 3;

    /** An alarm that was found beside the ward is looked at again so often, and for so long. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final int LOOKS_MAX = 5;

    /** A client that doesn't answer the close frame is cut off by the server meanwhile. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    sealed interface Message {}

    /** The client's queue is there. */
    record Opened(Line line) implements Message {}

    /** The client's messages can come; each is to be answered with Next. */
    record Listening(ActorRef<Next> replyTo) implements Message {}

    record FromClient(ClientMessage message, ActorRef<Next> replyTo) implements Message {}

    /** The next message may come. */
    record Next() {}

    record TooBig() implements Message {}

    record ClientGone() implements Message {}

    private record FromWard(FeedMessage message) implements Message {}

    private record At(WardEntity.Located ward) implements Message {}

    /** An alarm that the ward may not be able to tell of. */
    private record Found(WardAlarm alarm) implements Message {}

    private record Answered(AlarmId alarm, @Nullable Outcome outcome) implements Message {}

    private enum Timer implements Message {
        DRAIN,
        STAND_IN,
        SECOND,
        TOKEN_ENDED,
        CLOSE_TIMEOUT
    }

    private final TimerScheduler<Message> timers;
    private final StreamRequest request;
    private final StreamPorts ports;
    private final AtomicReference<CloseCode> closeCode;
    private final ActorRef<FeedMessage> feed;
    private final StandIn standIn;
    private final ActorRef<WardEntity.Located> located;
    private @Nullable ActorRef<WardEntity.Command> ward;
    private int looks;
    private @Nullable Outbox outbox;
    private @Nullable Line line;
    private @Nullable ActorRef<Next> owed;
    private int acknowledging;
    private int bad;
    private int silentSeconds;
    private boolean closing;
    private boolean gone;

    private StreamSession(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            StreamRequest request,
            StreamPorts ports,
            AtomicReference<CloseCode> closeCode) {
        super(context);
        this.timers = timers;
        this.request = request;
        this.ports = ports;
        this.closeCode = closeCode;
        standIn = new StandIn(request.ward(), ports.clock());
        located = context.messageAdapter(WardEntity.Located.class, At::new);
        feed = context.messageAdapter(FeedMessage.class, FromWard::new);
        ports.watching()
                .follow(request.ward(), context.messageAdapter(WardAlarm.class, Found::new));
        Duration left = Duration.between(ports.clock().instant(), request.until());
        timers.startSingleTimer(Timer.TOKEN_ENDED, left.isNegative() ? Duration.ZERO : left);
        ports.metrics().subscriberOpened();
    }

    /** @param closeCode set before the connection is closed from this side */
    static Behavior<Message> create(
            StreamRequest request, StreamPorts ports, AtomicReference<CloseCode> closeCode) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new StreamSession(context, timers, request, ports, closeCode)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Message.class, this::onMessage)
                .onSignal(PostStop.class, _ -> onStop())
                .build();
    }

    private Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Opened opened -> onOpened(opened.line());
            case Listening listening -> next(listening.replyTo());
            case FromWard from -> onFeed(from.message());
            case At at -> ward = at.ward().ward();
            case Found found -> onFound(found.alarm());
            case FromClient from -> onClient(from);
            case Answered answered -> onAnswered(answered);
            case TooBig _ -> close(CloseCode.TOO_BIG);
            case ClientGone _ -> {
                gone = true;
                return Behaviors.stopped();
            }
            case Timer timer -> {
                return onTimer(timer);
            }
        }
        return this;
    }

    private Behavior<Message> onTimer(Timer timer) {
        switch (timer) {
            case DRAIN -> drain();
            case STAND_IN -> onStandIn();
            case SECOND -> onSecond();
            case TOKEN_ENDED -> close(CloseCode.TOKEN_ENDED);
            case CLOSE_TIMEOUT -> {
                return Behaviors.stopped();
            }
        }
        return this;
    }

    private void onOpened(Line opened) {
        line = opened;
        outbox =
                new Outbox(opened, request.feed(), request.after(), ports.metrics()::subscriberGap);
        if (closing) {
            opened.complete();
            return;
        }
        subscribe(outbox);
        timers.startTimerWithFixedDelay(Timer.SECOND, SECOND);
    }

    private void subscribe(Outbox box) {
        box.resubscribed();
        ward = null;
        tellWard(new WardEntity.Locate(located));
        tellWard(new WardEntity.Subscribe(feed, box.feed(), box.taken(), request.vitals()));
    }

    private void onFeed(FeedMessage message) {
        silentSeconds = 0;
        standIn.follow(message);
        if (outbox != null && !closing) {
            outbox.take(message);
            if (outbox.isStandingIn()) {
                subscribe(outbox);
            }
            watchQueue(outbox);
        }
    }

    private void onFound(WardAlarm alarm) {
        if (standIn.isNews(alarm)) {
            looks = 0;
            timers.startSingleTimer(Timer.STAND_IN, LOOK);
        }
    }

    /** A ward that is in reach tells by itself; for one that isn't, what is known is shown here. */
    private void onStandIn() {
        if (outbox == null || closing || !standIn.hasNews()) {
            return;
        }
        looks++;
        if (ward == null || ports.watching().isSilent(ward)) {
            outbox.standIn(standIn.picture());
            watchQueue(outbox);
        } else if (looks < LOOKS_MAX) {
            timers.startSingleTimer(Timer.STAND_IN, LOOK);
        } else {
            standIn.forgetNews();
        }
    }

    private void watchQueue(Outbox box) {
        if (box.isBehind() && !timers.isTimerActive(Timer.DRAIN)) {
            timers.startSingleTimer(Timer.DRAIN, DRAIN_TICK);
        }
    }

    private void drain() {
        if (outbox == null || closing) {
            return;
        }
        if (outbox.drain()) {
            tellWard(new WardEntity.Refresh(feed));
        }
        watchQueue(outbox);
        payNext();
    }

    private void onSecond() {
        silentSeconds++;
        if (outbox != null && !closing && silentSeconds >= SILENT_SECONDS_MAX) {
            silentSeconds = 0;
            subscribe(outbox);
        }
    }

    private void onClient(FromClient from) {
        if (!closing && outbox != null) {
            switch (from.message()) {
                case ClientMessage.Received received -> onReceived(outbox, received.number());
                case ClientMessage.Acknowledge acknowledge -> onAcknowledge(outbox, acknowledge);
                case ClientMessage.Bad why -> onBad(outbox, why.reason());
            }
        }
        next(from.replyTo());
    }

    private void onReceived(Outbox box, long number) {
        long more = box.receipt(number);
        if (more < 0) {
            onBad(box, "number: " + number + " was not sent yet");
        } else {
            ports.metrics().changesReceived(more);
        }
    }

    private void onAcknowledge(Outbox box, ClientMessage.Acknowledge acknowledge) {
        AlarmId alarm = acknowledge.alarm();
        switch (request.principal().mayAcknowledge(request.ward())) {
            case Access.Denied denied ->
                reply(box, new Outgoing.Error(denied.reason(), alarm.value()));
            case Access.Granted _ -> {
                acknowledging++;
                getContext()
                        .pipeToSelf(
                                ports.acknowledgements()
                                        .acknowledge(
                                                request.ward(),
                                                alarm,
                                                acknowledge.priority(),
                                                request.principal()),
                                (outcome, failure) -> new Answered(alarm, outcome));
            }
        }
    }

    private void onAnswered(Answered answered) {
        acknowledging--;
        if (outbox != null && !closing) {
            reply(outbox, answer(answered));
        }
        payNext();
    }

    private static Outgoing answer(Answered answered) {
        String alarm = answered.alarm().value();
        return switch (answered.outcome()) {
            case Outcome.Done _ -> new Outgoing.Done(alarm);
            case Outcome.Refused refused -> new Outgoing.Error(refused.reason(), alarm);
            case null -> new Outgoing.Error("no answer in time; try again", alarm);
        };
    }

    private void onBad(Outbox box, String reason) {
        bad++;
        reply(box, new Outgoing.Error(reason, null));
        if (bad >= Bounds.BAD_MESSAGES_MAX) {
            close(CloseCode.POLICY);
        }
    }

    private void reply(Outbox box, Outgoing answer) {
        box.reply(answer);
        watchQueue(box);
    }

    /** Lets the next message come, now or when the answers owed are fewer. */
    private void next(ActorRef<Next> replyTo) {
        owed = replyTo;
        payNext();
    }

    private void payNext() {
        int unanswered = acknowledging + (outbox == null ? 0 : outbox.repliesWaiting());
        if (owed != null && (closing || unanswered < UNANSWERED_MAX)) {
            owed.tell(new Next());
            owed = null;
        }
    }

    /** What the client still sends is read and ignored, or its answer to the close is not seen. */
    private void close(CloseCode code) {
        if (closing) {
            return;
        }
        closing = true;
        closeCode.set(code);
        tellWard(new WardEntity.Unsubscribe(feed));
        timers.startSingleTimer(Timer.CLOSE_TIMEOUT, CLOSE_TIMEOUT);
        if (line != null) {
            line.complete();
        }
        payNext();
    }

    private Behavior<Message> onStop() {
        tellWard(new WardEntity.Unsubscribe(feed));
        if (!gone) {
            closeCode.compareAndSet(CloseCode.NORMAL, CloseCode.GOING_AWAY);
        }
        if (line != null) {
            line.complete();
        }
        ports.metrics().subscriberClosed();
        return this;
    }

    private void tellWard(WardEntity.Command command) {
        ports.wards().accept(request.ward(), command);
    }
}
