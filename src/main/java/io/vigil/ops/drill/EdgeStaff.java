package io.vigil.ops.drill;

import io.vigil.core.BedId;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.BedClient;
import io.vigil.ops.replay.ReplayException;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * People who decide of the same patients on both sides of a link that is down: they move them to
 * different beds, set different limits, and chart. What the frames must raise stays as it is: limits
 * and values are such that no alarm of the load's own shape hangs on them.
 */
final class EdgeStaff {

    private static final int PATIENTS = 8;
    private static final int BETWEEN_FRAMES_MS = 411;

    private final Fault.Scene scene;

    EdgeStaff(Fault.Scene scene) {
        this.scene = scene;
    }

    void decideOnBothSides() throws DrillException, InterruptedException {
        List<DrillBed> beds = new ArrayList<>(
                scene.load().beds().stream().filter(DrillBed::isShaped).toList());
        Collections.shuffle(beds, new Random(scene.random().nextLong()));
        URI centre = scene.site().http().getFirst();
        String token = scene.site().leadToken();
        for (DrillBed bed : beds.subList(0, PATIENTS)) {
            DrillBed.Place place = bed.place();
            BedClient here = new BedClient(scene.load().http(), bed.server(), token);
            BedClient there = new BedClient(scene.load().http(), centre, token);
            int chance = scene.random().nextInt(1000);
            try {
                here.transfer(place.patient(), place.ward(), new BedId("h" + chance));
                there.transfer(place.patient(), place.ward(), new BedId("t" + chance));
                here.limit(place.patient(), "temp-high", 40 + chance / 1000.0);
                there.limit(place.patient(), "temp-high", 41 + chance / 1000.0);
                there.limit(place.patient(), "temp-low", 33);
                // Within its limits, no part of a score, and between two frames.
                long at = bed.lastAt() + BETWEEN_FRAMES_MS;
                there.chart(place.patient(), at, Vital.ETCO2, 38);
            } catch (ReplayException e) {
                throw new DrillException("nobody can decide: " + e.getMessage(), e);
            }
        }
        scene.tell(
                "beds, limits and values of " + PATIENTS + " patients were decided on both sides");
    }
}
