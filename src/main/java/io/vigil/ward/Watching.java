package io.vigil.ward;

import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

import java.util.function.Consumer;

/** What the sessions of devices and screens ask of their node's {@link Lookout}. */
public interface Watching {

    /** For a process alone: what its sessions speak to is in the same process. */
    Watching NONE = new Watching() {
        @Override
        public boolean isSilent(ActorRef<?> actor) {
            return false;
        }

        @Override
        public void found(WardAlarm alarm) {
            // Nobody is out of reach.
        }

        @Override
        public void suspected(WardAlarm alarm) {
            // Nobody is out of reach.
        }

        @Override
        public void follow(WardId ward, ActorRef<WardAlarm> screen) {
            // Nothing will be found.
        }
    };

    /** Whether this actor's node has not answered for half a second. */
    boolean isSilent(ActorRef<?> actor);

    /** Takes an alarm to its ward and, past it, to every screen that follows the ward. */
    void found(WardAlarm alarm);

    /**
     * Tells every screen that follows the ward: one whose ward is out of reach must not wait for the
     * patient's own announcement to get there.
     */
    void suspected(WardAlarm alarm);

    /** The screen is told of alarms that are found, until it ends. */
    void follow(WardId ward, ActorRef<WardAlarm> screen);

    /**
     * Starts the node's lookout.
     *
     * @param toWard takes an alarm to its ward's entity
     */
    static Watching start(ActorSystem<?> system, Consumer<WardAlarm> toWard) {
        Silence silence = new Silence();
        ActorRef<Lookout.Command> lookout =
                system.systemActorOf(Lookout.create(silence, toWard), "lookout", Props.empty());
        return new Watching() {
            @Override
            public boolean isSilent(ActorRef<?> actor) {
                return silence.covers(actor);
            }

            @Override
            public void found(WardAlarm alarm) {
                lookout.tell(new Lookout.Found(alarm));
            }

            @Override
            public void suspected(WardAlarm alarm) {
                lookout.tell(new Lookout.Suspected(alarm));
            }

            @Override
            public void follow(WardId ward, ActorRef<WardAlarm> screen) {
                lookout.tell(new Lookout.Follow(ward, screen));
            }
        };
    }
}
