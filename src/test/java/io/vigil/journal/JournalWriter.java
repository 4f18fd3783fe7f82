package io.vigil.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process of its own that writes to the journal of a configuration file as fast as it can, to be
 * killed or robbed of its store. Prints {@code recovered P N}, {@code acked P N} once row N of patient P is durable, and
 * {@code failed P} when a write was refused, or its record can't be read back. Ends when its input does.
 */
final class JournalWriter extends EventSourcedBehavior<JournalWriter.Next, Batch, Recorded> {

    static final int PATIENTS = 8;

    enum Next {
        NEXT
    }

    private final ActorContext<Next> context;
    private final String patient;

    private JournalWriter(ActorContext<Next> context, String patient) {
        super(
                PersistenceId.of("patient", patient),
                SupervisorStrategy.restartWithBackoff(
                        Duration.ofMillis(100), Duration.ofMillis(500), 0.1));
        this.context = context;
        this.patient = patient;
    }

    public static void main(String[] args) throws Exception {
        ActorSystem<Void> system =
                ActorSystem.create(writers(), "journal", config(Path.of(args[0])));
        while (System.in.read() >= 0) {
            // Only the end of the input counts.
        }
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get();
    }

    private static Config config(Path file) {
        return ConfigFactory.parseFile(file.toFile()).resolve();
    }

    private static Behavior<Void> writers() {
        return Behaviors.setup(context -> {
            for (int i = 0; i < PATIENTS; i++) {
                String patient = "p-" + i;
                context.spawn(
                        Behaviors.<Next>setup(inner -> new JournalWriter(inner, patient)), patient);
            }
            return Behaviors.empty();
        });
    }

    @Override
    public Recorded emptyState() {
        return Recorded.unknown(new PatientId(patient));
    }

    @Override
    public CommandHandler<Next, Batch, Recorded> commandHandler() {
        return (recorded, next) -> {
            long number = recorded.lastBatch() + 1;
            return Effect().persist(new Batch(number, List.of(frame(number)))).thenRun(() -> {
                System.out.println("acked " + patient + " " + number);
                context.getSelf().tell(Next.NEXT);
            });
        };
    }

    @Override
    public EventHandler<Recorded, Batch> eventHandler() {
        return Recorded::with;
    }

    @Override
    public SignalHandler<Recorded> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), recorded -> {
                    System.out.println("recovered " + patient + " " + recorded.lastBatch());
                    context.getSelf().tell(Next.NEXT);
                })
                .onSignal(
                        JournalPersistFailed.class,
                        (recorded, signal) -> System.out.println("failed " + patient))
                .onSignal(
                        RecoveryFailed.class,
                        (recorded, signal) -> System.out.println("failed " + patient))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(100, 2);
    }

    private static Observed frame(long number) {
        return new Observed(
                new DeviceId("monitor-1"),
                1,
                number,
                1_764_000_000_000L + number * 1000,
                Values.of(Vital.HR, 60 + number % 60),
                0,
                Charted.NONE);
    }
}
