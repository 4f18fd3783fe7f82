package io.vigil.ingest;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Hands a socket's messages to its session. A few may be on their way at once: an answer to each
 * would be as many messages again. The session's answers say how many it has taken, and the socket
 * is read no further than the window until it has.
 */
final class ToSession extends GraphStage<SinkShape<Inbound.Arrived>> {

    /** Messages that the session has not taken yet. */
    static final int WINDOW = 16;

    private final Inlet<Inbound.Arrived> in = Inlet.create("ToSession.in");
    private final SinkShape<Inbound.Arrived> shape = SinkShape.of(in);
    private final org.apache.pekko.actor.typed.ActorRef<DeviceSession.Command> session;

    ToSession(org.apache.pekko.actor.typed.ActorRef<DeviceSession.Command> session) {
        this.session = session;
    }

    @Override
    public SinkShape<Inbound.Arrived> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {

        private int onTheirWay;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    Inbound.Arrived arrived = grab(in);
                    onTheirWay++;
                    session.tell(new DeviceSession.Received(arrived.decoded(), arrived.nanos()));
                    pullIfRoom();
                }

                @Override
                public void onUpstreamFinish() {
                    session.tell(new DeviceSession.Ended());
                    completeStage();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    session.tell(new DeviceSession.Ended());
                    failStage(failure);
                }
            });
        }

        @Override
        public void preStart() {
            StageActor self = getStageActor(this::heard);
            self.watch(Adapter.toClassic(session));
            session.tell(new DeviceSession.Opened(Adapter.toTyped(self.ref())));
            pull(in);
        }

        private BoxedUnit heard(Tuple2<ActorRef, Object> message) {
            switch (message._2()) {
                case DeviceSession.Taken taken -> {
                    onTheirWay -= taken.messages();
                    pullIfRoom();
                }
                case Terminated _ -> completeStage();
                default -> {}
            }
            return BoxedUnit.UNIT;
        }

        private void pullIfRoom() {
            if (onTheirWay < WINDOW && !hasBeenPulled(in) && !isClosed(in)) {
                pull(in);
            }
        }
    }
}
