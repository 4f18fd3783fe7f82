package io.vigil.replication.link;

import io.vigil.core.PatientId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;

/** What sites say to each other. */
public sealed interface LinkMessage {

    /** A message and who says it. */
    record Letter(SiteId from, LinkMessage message) {}

    /**
     * What was recorded of a patient.
     *
     * @param isAhead it overtakes others: only what it says of alarms counts, and it comes again
     * @param isAsking the other is to say whether it has it
     */
    record Deliver(Envelope envelope, boolean isAhead, boolean isAsking) implements LinkMessage {}

    /** The site has recorded this envelope, and all that had to come before it. */
    record Has(PatientId patient, Dot dot) implements LinkMessage {}

    /** The site lacks this envelope, without which it can't take those that came. */
    record Lacks(PatientId patient, Dot dot) implements LinkMessage {}

    /**
     * The site is there.
     *
     * @param wallMs its clock, ms since the epoch
     */
    record Beat(long wallMs) implements LinkMessage {}
}
