package io.vigil.ingest;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceEntity;
import io.vigil.patient.DeviceNotice;
import io.vigil.patient.PatientEntity;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.Watching;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One connection of the device stream, with one device or a gateway's many. The socket is read only
 * as fast as this actor takes messages; each device's rules are its {@link DeviceLine}.
 */
public final class DeviceSession extends AbstractBehavior<DeviceSession.Command>
        implements DeviceLine.Session<ActorRef<PatientEntity.Command>> {

    /**
     * What every session works with.
     *
     * @param clock ms since the epoch
     * @param watching takes alarms past a patient's actor that is out of reach
     * @param refusal why no frame is taken now; null while they are
     */
    public record Ports(
            DevicePort devices,
            PatientPort patients,
            LongSupplier clock,
            Watching watching,
            Supplier<@Nullable String> refusal,
            Metrics metrics) {}

    public sealed interface Command {}

    /** What the socket is told: so many of its messages were taken since the last such word. */
    record Taken(int messages) {}

    record Opened(ActorRef<Taken> socket) implements Command {}

    /** @param nanos when it arrived, {@link System#nanoTime()} */
    record Received(Decoded decoded, long nanos) implements Command {}

    record Ended() implements Command {}

    private record Told(DeviceNotice notice) implements Command {}

    private record EntityGone(ActorRef<PatientEntity.Command> entity) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    /** Time to look at the suspects again. */
    private enum Look implements Command {
        LOOK
    }

    private enum Expire implements Command {
        TOKEN_EXPIRED
    }

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Timers reach no further than 248 days; a connection this old may well begin anew. */
    private static final Duration CONNECTION_MAX = Duration.ofDays(100);

    private final Ports ports;
    private final DeviceRights rights;
    private final Answers answers;
    private final ActorRef<DeviceNotice> self;
    private final Map<DeviceId, DeviceLine<ActorRef<PatientEntity.Command>>> lines =
            new HashMap<>();
    private final Suspects suspects = new Suspects();
    private final TimerScheduler<Command> timers;
    private final Set<ActorRef<PatientEntity.Command>> watched = new HashSet<>();
    private @Nullable ActorRef<Taken> socket;

    /** Messages taken, of which the socket has not been told. */
    private int untold;

    private int badMessages;

    /** @param tokenTtl the connection may not outlive its token */
    static Behavior<Command> create(
            Ports ports, DeviceRights rights, Duration tokenTtl, Answers answers) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.TICK, TICK);
            timers.startSingleTimer(Expire.TOKEN_EXPIRED, lifetime(tokenTtl));
            return new DeviceSession(context, timers, ports, rights, answers);
        }));
    }

    private static Duration lifetime(Duration tokenTtl) {
        if (tokenTtl.isNegative()) {
            return Duration.ZERO;
        }
        return tokenTtl.compareTo(CONNECTION_MAX) < 0 ? tokenTtl : CONNECTION_MAX;
    }

    private DeviceSession(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Ports ports,
            DeviceRights rights,
            Answers answers) {
        super(context);
        this.timers = timers;
        this.ports = ports;
        this.rights = rights;
        this.answers = answers;
        this.self = context.messageAdapter(DeviceNotice.class, Told::new);
        ports.metrics().sessionOpened();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, _ -> onPostStop())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case Received received -> onReceived(received);
            case Told told -> onTold(told.notice());
            case EntityGone gone -> onEntityGone(gone.entity());
            case Tick _ -> onTick();
            case Look _ -> onLook();
            case Opened opened -> {
                socket = opened.socket();
                yield this;
            }
            case Ended _ -> Behaviors.stopped();
            case Expire _ -> close(SocketClose.policy("the token has expired"));
        };
    }

    private Behavior<Command> onReceived(Received received) {
        switch (received.decoded()) {
            case Decoded.Understood understood -> onMessage(understood.message(), received.nanos());
            case Decoded.NotUnderstood bad -> onBad(bad.reason(), bad.device());
            case Decoded.TooBig _ -> {
                return close(SocketClose.tooBig(
                        "a message may have " + Bounds.MESSAGE_BYTES_MAX + " bytes"));
            }
        }
        if (badMessages >= Bounds.BAD_MESSAGES_MAX) {
            return close(SocketClose.policy(badMessages + " messages were not understood"));
        }
        taken();
        return this;
    }

    private void taken() {
        untold++;
        if (socket != null && untold >= ToSession.WINDOW / 2) {
            socket.tell(new Taken(untold));
            untold = 0;
        }
    }

    private void onMessage(DeviceMessage message, long nanos) {
        DeviceLine<ActorRef<PatientEntity.Command>> line = lines.get(message.device());
        switch (message) {
            case DeviceMessage.Hello hello -> onHello(line, hello, nanos);
            case DeviceMessage.Frame frame -> {
                if (line == null) {
                    onBad("say hello first", frame.device());
                } else {
                    line.frame(frame, nanos, ports.clock().getAsLong());
                }
            }
            case DeviceMessage.Bye bye -> {
                if (line == null) {
                    onBad("say hello first", bye.device());
                } else {
                    leave(bye.device(), line);
                }
            }
        }
    }

    private void onHello(
            @Nullable DeviceLine<ActorRef<PatientEntity.Command>> known,
            DeviceMessage.Hello hello,
            long nanos) {
        DeviceId device = hello.device();
        String refusal = rights.refusal(device);
        if (refusal != null) {
            onBad(refusal, device);
        } else if (known == null && lines.size() >= Bounds.DEVICES_PER_CONNECTION_MAX) {
            onBad("a connection carries " + lines.size() + " devices at most", device);
        } else {
            DeviceLine<ActorRef<PatientEntity.Command>> line = known == null
                    ? new DeviceLine<>(device, this, ports.metrics().sessionHop())
                    : known;
            lines.put(device, line);
            line.hello(hello, nanos, ports.clock().getAsLong());
            unwatchUnused();
        }
    }

    private Behavior<Command> onTold(DeviceNotice notice) {
        DeviceLine<ActorRef<PatientEntity.Command>> line = lines.get(notice.device());
        if (line == null) {
            return this;
        }
        boolean stays = tell(line, notice, ports.clock().getAsLong());
        if (!stays) {
            leave(notice.device(), line);
        }
        ActorRef<PatientEntity.Command> entity = line.entity();
        if (entity != null && watched.add(entity)) {
            getContext().watchWith(entity, new EntityGone(entity));
        }
        return this;
    }

    /** False if the device must say hello again. */
    private static boolean tell(
            DeviceLine<ActorRef<PatientEntity.Command>> line, DeviceNotice notice, long now) {
        return switch (notice) {
            case DeviceNotice.Plain plain -> line.told(plain, now);
            case DeviceNotice.Welcome m -> {
                line.welcome(m.patient(), m.epoch(), m.acked(), m.entity(), now);
                yield true;
            }
        };
    }

    private Behavior<Command> onEntityGone(ActorRef<PatientEntity.Command> entity) {
        watched.remove(entity);
        long now = ports.clock().getAsLong();
        for (var line : lines.values()) {
            line.entityGone(entity, now);
        }
        return this;
    }

    private Behavior<Command> onTick() {
        long now = ports.clock().getAsLong();
        for (var line : lines.values()) {
            line.tick(now);
        }
        unwatchUnused();
        return this;
    }

    private void onBad(String reason, @Nullable DeviceId device) {
        badMessages++;
        ports.metrics().messageNotUnderstood();
        say(new ServerMessage.ErrorMessage(reason, device));
    }

    private void leave(DeviceId device, DeviceLine<ActorRef<PatientEntity.Command>> line) {
        lines.remove(device, line);
        line.end();
        ports.devices().tell(device, new DeviceEntity.Unclaim(self));
        unwatchUnused();
    }

    /** A gateway lives for months: it must not go on watching every patient it ever spoke to. */
    private void unwatchUnused() {
        Set<ActorRef<PatientEntity.Command>> used = new HashSet<>();
        for (var line : lines.values()) {
            ActorRef<PatientEntity.Command> entity = line.entity();
            if (entity != null) {
                used.add(entity);
            }
        }
        watched.removeIf(entity -> {
            boolean isUnused = !used.contains(entity);
            if (isUnused) {
                getContext().unwatch(entity);
            }
            return isUnused;
        });
    }

    private Behavior<Command> close(SocketClose why) {
        getContext().getLog().info("closing a device stream: {} {}", why.code(), why.reason());
        answers.close(why);
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        answers.complete();
        lines.values().forEach(DeviceLine::end);
        for (DeviceId device : lines.keySet()) {
            ports.devices().tell(device, new DeviceEntity.Unclaim(self));
        }
        ports.metrics().sessionClosed();
        return this;
    }

    @Override
    public void say(ServerMessage message) {
        answers.say(message);
    }

    @Override
    public void sayRefused(ServerMessage.RefusedFrame message) {
        ports.metrics().partsRefused(message.problems().size());
        answers.say(message);
    }

    @Override
    public @Nullable String refusal() {
        return ports.refusal().get();
    }

    @Override
    public void claim(DeviceId device, long helloNanos) {
        ports.devices().tell(device, new DeviceEntity.Claim(helloNanos, self));
    }

    @Override
    public void greet(PatientId patient, DeviceId device, long epoch, long next, long deviceAt) {
        ports.patients()
                .tell(patient, new PatientEntity.Hello(device, epoch, next, deviceAt, self));
    }

    @Override
    public void found(WardAlarm alarm, @Nullable ActorRef<PatientEntity.Command> entity) {
        if (entity == null || ports.watching().isSilent(entity)) {
            announce(alarm);
        } else {
            ports.watching().suspected(alarm);
            suspects.add(alarm, entity, ports.clock().getAsLong());
            timers.startSingleTimer(Look.LOOK, LOOK);
        }
    }

    private Behavior<Command> onLook() {
        suspects.lost(ports.watching()::isSilent, ports.clock().getAsLong())
                .forEach(this::announce);
        if (!suspects.isEmpty()) {
            timers.startSingleTimer(Look.LOOK, LOOK);
        }
        return this;
    }

    private void announce(WardAlarm alarm) {
        ports.metrics().alarmFound();
        ports.watching().found(alarm);
    }

    @Override
    public void forward(
            ActorRef<PatientEntity.Command> entity,
            PatientCommand.FromDevice frame,
            long receivedNanos) {
        entity.tell(new PatientEntity.FromDevice(frame, receivedNanos, self));
    }
}
