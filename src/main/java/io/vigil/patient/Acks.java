package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.LinkedHashMap;
import java.util.Map;

/** The acks of one batch: cumulative, one for each session, device and epoch. */
final class Acks {

    private record To(ActorRef<DeviceNotice> session, DeviceId device, long epoch) {}

    private final Map<To, Long> highest = new LinkedHashMap<>();

    /** @param speaker who speaks for the device now, maybe not who sent the frame */
    void add(Entry.Frame frame, @Nullable ActorRef<DeviceNotice> speaker) {
        put(frame.session(), frame);
        if (speaker != null) {
            put(speaker, frame);
        }
    }

    void tell() {
        highest.forEach((to, seq) ->
                to.session().tell(new DeviceNotice.Durable(to.device(), to.epoch(), seq)));
    }

    private void put(ActorRef<DeviceNotice> session, Entry.Frame frame) {
        highest.merge(new To(session, frame.device(), frame.epoch()), frame.seq(), Math::max);
    }
}
