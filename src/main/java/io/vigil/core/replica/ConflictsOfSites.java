package io.vigil.core.replica;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.Contest.Claim;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientEvent.AlarmRaised;

import java.util.Objects;

/**
 * What a site knows of a conflict that others may know of, too. All raise it under one id: its onset
 * is when the later of the two patients came, which is in the facts. Another site may know of a
 * patient here that hasn't been heard of: only the site that has raised the alarm is sure, as what it
 * knew of the other patient then it knows still.
 */
record ConflictsOfSites(Replica replica, Merge facts, Contested contested)
        implements ConflictDecisions.Knowledge {

    @Override
    public long onset(Claim other) {
        DeviceId device = contested.contest().what().deviceOrNull();
        long since = device == null ? facts.inBedSince() : facts.attachedSince(device);
        return Math.max(other.since(), since);
    }

    /**
     * Another site may have ended it, and this one has yet to hear where the other patient went. If it
     * doesn't in time, it is raised anew: a discharge that settled it may have turned out not to hold.
     */
    @Override
    public boolean isOver(String condition, @Nullable DeviceId device, long onset) {
        for (AlarmFacts each : facts.alarms().values()) {
            AlarmRaised raise = each.raise();
            Long ended = each.ended();
            boolean isSame = raise != null
                    && raise.condition().equals(condition)
                    && Objects.equals(raise.device(), device)
                    && Onsets.of(each.id()) >= onset;
            if (isSame && ended != null && contested.now() < ended + Bounds.END_BELIEVED_MS) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean mayEnd(Alarm conflict) {
        return facts.self().equals(replica.raisedBy(conflict.id()));
    }
}
