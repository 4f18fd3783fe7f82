package io.vigil.patient;

import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

import java.time.InstantSource;

/**
 * What a patient's actor needs of the world around it.
 *
 * @param clock the server's time; one that doesn't jump, or silence is misjudged
 * @param outlets where durable events are sent
 * @param shard told when the actor may stop
 */
public record PatientPorts(
        WardPort wards,
        DevicePort devices,
        InstantSource clock,
        Metrics metrics,
        Outlets outlets,
        ActorRef<ClusterSharding.ShardCommand> shard) {}
