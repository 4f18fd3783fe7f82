package io.vigil.app;

import io.vigil.api.json.WireChange;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceEntity;
import io.vigil.patient.DevicePorts;
import io.vigil.patient.DeviceSettings;
import io.vigil.patient.Outlets;
import io.vigil.patient.PatientEntity;
import io.vigil.patient.PatientPorts;
import io.vigil.patient.PatientSettings;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardDirectory;
import io.vigil.ward.WardEntity;
import io.vigil.ward.WardPorts;
import io.vigil.ward.WardSettings;
import io.vigil.ward.WardSink;

import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Starts every kind of entity, each with the ports it needs. */
final class Sharding {

    /** Names of all types. */
    static final List<String> TYPES = List.of(
            PatientEntity.KEY.name(),
            DeviceEntity.KEY.name(),
            WardEntity.KEY.name(),
            WardDirectory.KEY.name());

    private Sharding() {}

    static void start(
            ClusterSharding sharding,
            Settings settings,
            Entities entities,
            Metrics metrics,
            Function<WardId, List<WardAlarm>> serverAlarms,
            Outlets outlets,
            WardSink sink,
            InstantSource clock) {
        PatientSettings alone = PatientSettings.defaults(settings.site());
        PatientSettings one = settings.role().isAlone() ? alone : alone.inCluster();
        PatientSettings patients = settings.hasOtherSites() ? one.amongSites() : one;
        DeviceSettings devices = DeviceSettings.defaults();
        sharding.init(Entity.of(
                        PatientEntity.KEY,
                        entity -> PatientEntity.create(
                                new PatientId(entity.getEntityId()),
                                patients,
                                new PatientPorts(
                                        entities,
                                        entities,
                                        clock,
                                        metrics,
                                        outlets,
                                        entity.getShard())))
                .withStopMessage(new PatientEntity.Stop()));
        sharding.init(Entity.of(
                        DeviceEntity.KEY,
                        entity -> DeviceEntity.create(
                                new DeviceId(entity.getEntityId()),
                                devices,
                                new DevicePorts(entities, clock, entity.getShard())))
                .withStopMessage(new DeviceEntity.Stop()));
        sharding.init(Entity.of(
                        WardEntity.KEY,
                        entity -> WardEntity.create(
                                new WardId(entity.getEntityId()),
                                WardSettings.STANDARD,
                                wardPorts(entities, serverAlarms, sink, clock),
                                entity.getShard()))
                .withStopMessage(new WardEntity.Stop()));
        sharding.init(Entity.of(
                WardDirectory.KEY,
                _ -> WardDirectory.create(
                        ward -> entities.wardRef(ward).tell(new WardEntity.Wake()), clock)));
    }

    private static WardPorts wardPorts(
            Entities entities,
            Function<WardId, List<WardAlarm>> serverAlarms,
            WardSink sink,
            InstantSource clock) {
        return new WardPorts(
                WireChange::new,
                (ward, patient) -> entities.patientRef(patient).tell(new PatientEntity.Wake(ward)),
                entities::contested,
                register -> entities.directory().tell(register),
                serverAlarms,
                sink,
                clock,
                () -> UUID.randomUUID().toString());
    }
}
