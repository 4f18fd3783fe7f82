package io.vigil.api.stream;

import io.vigil.core.WardId;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardEntity;
import io.vigil.ward.Watching;

import java.time.InstantSource;
import java.util.function.BiConsumer;

/**
 * What the streams need of the rest.
 *
 * @param wards sends a message to a ward's entity
 * @param watching tells of alarms while the ward's entity may be out of reach
 */
public record StreamPorts(
        BiConsumer<WardId, WardEntity.Command> wards,
        Acknowledgements acknowledgements,
        Watching watching,
        Metrics metrics,
        InstantSource clock) {}
