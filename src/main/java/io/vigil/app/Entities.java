package io.vigil.app;

import io.vigil.api.rest.RestPorts;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientVitals;
import io.vigil.patient.DeviceEntity;
import io.vigil.patient.DevicePort;
import io.vigil.patient.PatientEntity;
import io.vigil.patient.PatientPort;
import io.vigil.patient.WardPort;
import io.vigil.replication.link.LinkTarget;
import io.vigil.ward.WardDirectory;
import io.vigil.ward.WardEntity;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to every entity, wherever it runs: all ports that other parts ask for, in one place. */
final class Entities implements RestPorts, PatientPort, WardPort, DevicePort, LinkTarget {

    private final ClusterSharding sharding;
    private final Duration timeout;

    Entities(ClusterSharding sharding, Duration timeout) {
        this.sharding = sharding;
        this.timeout = timeout;
    }

    /** What those answer that are asked here: each ask has a bound, and ends with a failure then. */
    static List<Class<?>> answers() {
        return List.of(
                PatientEntity.Answer.class,
                PatientEntity.Picture.class,
                PatientEntity.Rows.class,
                PatientEntity.SiteAnswer.class,
                DeviceEntity.Assignment.class,
                DeviceEntity.Serving.class,
                WardEntity.Picture.class,
                WardDirectory.Wards.class);
    }

    EntityRef<PatientEntity.Command> patientRef(PatientId patient) {
        return sharding.entityRefFor(PatientEntity.KEY, patient.value());
    }

    EntityRef<DeviceEntity.Command> deviceRef(DeviceId device) {
        return sharding.entityRefFor(DeviceEntity.KEY, device.value());
    }

    EntityRef<WardEntity.Command> wardRef(WardId ward) {
        return sharding.entityRefFor(WardEntity.KEY, ward.value());
    }

    EntityRef<WardDirectory.Command> directory() {
        return sharding.entityRefFor(WardDirectory.KEY, WardDirectory.ID);
    }

    @Override
    public CompletionStage<PatientEntity.Answer> command(
            PatientId patient, PatientCommand.FromPerson command) {
        return patientRef(patient)
                .ask(replyTo -> new PatientEntity.FromPerson(command, replyTo), timeout);
    }

    @Override
    public CompletionStage<PatientEntity.Answer> ask(
            PatientId patient, PatientCommand.FromPerson command) {
        return command(patient, command);
    }

    @Override
    public CompletionStage<PatientEntity.SiteAnswer> deliver(Envelope envelope, boolean isAhead) {
        return patientRef(envelope.patient())
                .ask(replyTo -> new PatientEntity.FromSite(envelope, isAhead, replyTo), timeout);
    }

    @Override
    public void has(PatientId patient, SiteId site, Dot dot) {
        patientRef(patient).tell(new PatientEntity.SiteHas(site, dot));
    }

    @Override
    public void lacks(PatientId patient, SiteId site, Dot dot) {
        patientRef(patient).tell(new PatientEntity.SiteLacks(site, dot));
    }

    @Override
    public CompletionStage<PatientEntity.Picture> patient(PatientId patient) {
        return patientRef(patient).ask(PatientEntity.GetPicture::new, timeout);
    }

    @Override
    public CompletionStage<PatientEntity.Picture> picture(PatientId patient) {
        return patient(patient);
    }

    @Override
    public void contested(PatientId patient, Contest contest) {
        patientRef(patient).tell(new PatientEntity.Contested(contest));
    }

    @Override
    public CompletionStage<PatientEntity.Rows> rows(PatientId patient, long from, long to) {
        return patientRef(patient)
                .ask(replyTo -> new PatientEntity.FindRows(from, to, replyTo), timeout);
    }

    /** Two patients and the device itself write, one after the other: the device waits 10 s. */
    static Duration assignTimeout(Duration ask) {
        return ask.multipliedBy(3).dividedBy(2);
    }

    @Override
    public CompletionStage<DeviceEntity.Assignment> assign(
            DeviceId device, @Nullable PatientId patient, String by) {
        return deviceRef(device)
                .ask(
                        replyTo -> new DeviceEntity.Assign(patient, by, replyTo),
                        assignTimeout(timeout));
    }

    @Override
    public CompletionStage<DeviceEntity.Serving> serving(DeviceId device) {
        return deviceRef(device).ask(DeviceEntity.GetAssignment::new, timeout);
    }

    @Override
    public void holds(DeviceId device, DeviceEntity.Holds holds) {
        deviceRef(device).tell(holds);
    }

    @Override
    public void letsGo(DeviceId device, PatientId patient) {
        deviceRef(device).tell(new DeviceEntity.LetsGo(patient));
    }

    @Override
    public CompletionStage<WardEntity.Picture> ward(WardId ward) {
        return wardRef(ward).ask(WardEntity.GetPicture::new, timeout);
    }

    @Override
    public CompletionStage<List<WardId>> wards() {
        return directory()
                .ask(WardDirectory.GetWards::new, timeout)
                .thenApply(WardDirectory.Wards::wards);
    }

    @Override
    public void report(
            WardId ward, PatientReport report, ActorRef<PatientReport.Confirmed> replyTo) {
        wardRef(ward).tell(new WardEntity.Report(report, replyTo));
    }

    @Override
    public void vitals(WardId ward, PatientVitals vitals) {
        wardRef(ward).tell(new WardEntity.Vitals(vitals));
    }
}
