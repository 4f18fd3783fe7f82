package io.vigil.patient;

import io.vigil.core.patient.Reply;
import io.vigil.patient.PatientEntity.Answer;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * A person's command that waits for its answer.
 *
 * @param number tells apart commands that are alike, from one who asks twice
 * @param moves a patient that came, moved or left: the wards have to show it first
 */
record Asked(long number, ActorRef<Answer> replyTo, Reply reply, boolean moves, long deadline) {}
