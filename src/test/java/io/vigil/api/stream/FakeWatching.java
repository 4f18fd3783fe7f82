package io.vigil.api.stream;

import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.Watching;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lookout of one node. */
final class FakeWatching implements Watching {

    private final List<ActorRef<WardAlarm>> screens = new CopyOnWriteArrayList<>();

    volatile boolean silent = true;

    @Override
    public boolean isSilent(ActorRef<?> actor) {
        return silent;
    }

    @Override
    public void suspected(WardAlarm alarm) {
        found(alarm);
    }

    @Override
    public void found(WardAlarm alarm) {
        screens.forEach(screen -> screen.tell(alarm));
    }

    @Override
    public void follow(WardId ward, ActorRef<WardAlarm> screen) {
        screens.add(screen);
    }
}
