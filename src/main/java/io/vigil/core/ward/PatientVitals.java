package io.vigil.core.ward;

import io.vigil.core.PatientId;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Values;

/**
 * A patient's newest values for the ward's board; the newest wins, none is confirmed.
 *
 * @param at time of the newest value
 * @param values each vital's latest value
 */
public record PatientVitals(PatientId patient, long at, Values values, News2 news2) {}
