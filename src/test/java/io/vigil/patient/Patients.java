package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.PatientCommand;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The patients' actors that a test has, as a device sees them. */
class Patients implements PatientPort {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final Map<PatientId, ActorRef<PatientEntity.Command>> known = new HashMap<>();
    private final Scheduler scheduler;

    Patients(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void put(PatientId patient, ActorRef<PatientEntity.Command> actor) {
        known.put(patient, actor);
    }

    ActorRef<PatientEntity.Command> get(PatientId patient) {
        return known.get(patient);
    }

    @Override
    public CompletionStage<PatientEntity.Answer> ask(
            PatientId patient, PatientCommand.FromPerson command) {
        return AskPattern.ask(
                get(patient),
                replyTo -> new PatientEntity.FromPerson(command, replyTo),
                LONG,
                scheduler);
    }

    @Override
    public CompletionStage<PatientEntity.Picture> picture(PatientId patient) {
        return AskPattern.ask(get(patient), PatientEntity.GetPicture::new, LONG, scheduler);
    }

    @Override
    public void contested(PatientId patient, Contest contest) {
        get(patient).tell(new PatientEntity.Contested(contest));
    }
}
