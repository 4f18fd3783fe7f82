package io.vigil.patient;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;

/** Where durable events are published; what is handed over may come twice and is never missing. */
public interface FeedPort {

    /** There is no feed: nothing is kept for one, and nothing costs anything. */
    FeedPort NONE = new FeedPort() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void publish(List<FeedRecord> records, ActorRef<Outcome> replyTo) {
            throw new IllegalStateException("there is no feed to publish to");
        }
    };

    /** What became of the records. */
    enum Outcome {
        /** They are safe with whoever keeps the feed. */
        PUBLISHED,
        /** Some or all may not be: hand all of them over again. */
        FAILED
    }

    boolean isOn();

    /**
     * Publishes a patient's records in this order. Returns at once, and answers once; the answer may
     * take as long as the feed is away.
     */
    void publish(List<FeedRecord> records, ActorRef<Outcome> replyTo);
}
