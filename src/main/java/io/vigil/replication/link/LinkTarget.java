package io.vigil.replication.link;

import io.vigil.core.PatientId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.patient.PatientEntity.SiteAnswer;

import java.util.concurrent.CompletionStage;

/** The patients, wherever their actors are. */
public interface LinkTarget {

    /** Fails if there is no answer in time. */
    CompletionStage<SiteAnswer> deliver(Envelope envelope, boolean isAhead);

    /** The site has recorded an envelope that was sent to it. */
    void has(PatientId patient, SiteId site, Dot dot);

    /** The site lacks an envelope. */
    void lacks(PatientId patient, SiteId site, Dot dot);
}
