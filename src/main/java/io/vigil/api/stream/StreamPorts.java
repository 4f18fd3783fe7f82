package io.vigil.api.stream;

import io.vigil.core.WardId;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardEntity;

import java.time.InstantSource;
import java.util.function.BiConsumer;

/**
 * What the streams need of the rest.
 *
 * @param wards sends a message to a ward's entity
 */
public record StreamPorts(
        BiConsumer<WardId, WardEntity.Command> wards,
        Acknowledgements acknowledgements,
        Metrics metrics,
        InstantSource clock) {}
