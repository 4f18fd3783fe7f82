package io.vigil.app;

import com.typesafe.config.Config;

import io.vigil.telemetry.DiskRoom;

import java.time.Duration;

/**
 * How much room the data folder has, and when that is too little; disk.conf says what each means.
 *
 * @param budget bytes; 0 for all that the disk has
 */
record DiskSettings(long budget, DiskRoom.Limits limits, Duration lookEvery) {

    /** @throws IllegalArgumentException if they contradict each other */
    static DiskSettings from(Config config) {
        Config disk = config.getConfig("vigil.disk");
        return new DiskSettings(
                disk.getBytes("budget"),
                new DiskRoom.Limits(
                        disk.getDuration("low-time"),
                        disk.getBytes("low"),
                        disk.getBytes("reserve"),
                        disk.getDuration("rate-after")),
                disk.getDuration("look-every"));
    }
}
