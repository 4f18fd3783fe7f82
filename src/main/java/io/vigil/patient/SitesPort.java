package io.vigil.patient;

import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;

import java.util.Collection;
import java.util.List;

/**
 * The links to the other sites. What is handed over may get lost on the way and may come twice: it
 * counts as sent only when the site says that it has it ({@link PatientEntity.SiteHas}).
 */
public interface SitesPort {

    /** There are no other sites. */
    SitesPort NONE = new SitesPort() {
        @Override
        public List<SiteId> others(PatientState patient, Collection<SiteId> known) {
            return List.of();
        }

        @Override
        public boolean isAtHomeElsewhere(PatientState patient) {
            return false;
        }

        @Override
        public boolean isUp(SiteId site) {
            return false;
        }

        @Override
        public boolean send(SiteId to, List<Envelope> envelopes) {
            return false;
        }

        @Override
        public boolean overtake(SiteId to, List<Envelope> envelopes) {
            return false;
        }
    };

    /**
     * The sites that are to have what is recorded here of this patient.
     *
     * @param known sites that know the patient: they have decided something, or been sent something
     */
    List<SiteId> others(PatientState patient, Collection<SiteId> known);

    /**
     * Whether another site has the patient's ward. It is the one to notice when a device falls silent
     * of which it isn't known here where it speaks.
     */
    boolean isAtHomeElsewhere(PatientState patient);

    /** The site has been heard of lately, and there is a way to it. */
    boolean isUp(SiteId site);

    /**
     * Sends a patient's envelopes in this order, and asks for an answer to the last of each site
     * that has decided some of them.
     *
     * @return false if the link takes no more now; then none of them has gone
     */
    boolean send(SiteId to, List<Envelope> envelopes);

    /**
     * Sends what these envelopes say of alarms, before others that are still to go; they must come
     * again in their turn, and nobody answers.
     */
    boolean overtake(SiteId to, List<Envelope> envelopes);
}
