package io.vigil.api.rest;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientCommand;
import io.vigil.patient.DeviceEntity;
import io.vigil.patient.PatientEntity;
import io.vigil.ward.WardEntity;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The entities, as HTTP calls see them. Every stage fails when no answer comes in time. */
public interface RestPorts {

    CompletionStage<PatientEntity.Answer> command(
            PatientId patient, PatientCommand.FromPerson command);

    CompletionStage<PatientEntity.Picture> patient(PatientId patient);

    CompletionStage<PatientEntity.Rows> rows(PatientId patient, long from, long to);

    CompletionStage<DeviceEntity.Assignment> assign(
            DeviceId device, @Nullable PatientId patient, String by);

    CompletionStage<DeviceEntity.Serving> serving(DeviceId device);

    CompletionStage<WardEntity.Picture> ward(WardId ward);

    CompletionStage<List<WardId>> wards();
}
