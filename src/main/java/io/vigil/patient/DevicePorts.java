package io.vigil.patient;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

import java.time.InstantSource;

/**
 * What a device's actor needs of the world around it.
 *
 * @param shard told when the actor may stop
 */
public record DevicePorts(
        PatientPort patients, InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard) {}
