package io.vigil.ward;

import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.VitalsChanged;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who follows the ward, and who of them wants vitals too. */
final class Subscribers {

    private final Map<ActorRef<FeedMessage>, Boolean> wantsVitals = new LinkedHashMap<>();

    void add(ActorRef<FeedMessage> subscriber, boolean vitals) {
        wantsVitals.put(subscriber, vitals);
    }

    void remove(ActorRef<FeedMessage> subscriber) {
        wantsVitals.remove(subscriber);
    }

    boolean has(ActorRef<FeedMessage> subscriber) {
        return wantsVitals.containsKey(subscriber);
    }

    boolean isEmpty() {
        return wantsVitals.isEmpty();
    }

    boolean wantVitals() {
        return wantsVitals.containsValue(true);
    }

    void tell(FeedMessage message) {
        for (ActorRef<FeedMessage> subscriber : wantsVitals.keySet()) {
            subscriber.tell(message);
        }
    }

    void tellVitals(VitalsChanged vitals) {
        for (Map.Entry<ActorRef<FeedMessage>, Boolean> subscriber : wantsVitals.entrySet()) {
            if (subscriber.getValue()) {
                subscriber.getKey().tell(vitals);
            }
        }
    }
}
