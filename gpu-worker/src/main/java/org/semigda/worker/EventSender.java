package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of one attempt to the orchestrator, in order, each until it is acknowledged as stored. Belongs to
 * one event loop.
 */
final class EventSender {

    private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
    private static final long RETRY_MILLIS = 500;
    private static final long ANSWER_MILLIS = 5_000;

    private final Vertx vertx;
    private final Clock clock;
    private final RunId run;
    private final int attempt;
    private final Deque<RunEvent> waiting = new ArrayDeque<>();
    private final List<Promise<Void>> flushes = new ArrayList<>();
    private long seq;
    private boolean sending;

    EventSender(Vertx vertx, Clock clock, RunId run, int attempt) {
        this.vertx = vertx;
        this.clock = clock;
        this.run = run;
        this.attempt = attempt;
    }

    void send(RunEvent.Body body) {
        waiting.addLast(new RunEvent(run, attempt, ++seq, clock.millis(), body));
        sendNext();
    }

    /** Completes when everything said so far is stored. */
    Future<Void> flush() {
        Promise<Void> promise = Promise.promise();
        flushes.add(promise);
        sendNext();
        return promise.future();
    }

    private void sendNext() {
        if (sending) {
            return;
        }
        RunEvent event = waiting.peekFirst();
        if (event == null) {
            List<Promise<Void>> done = List.copyOf(flushes);
            flushes.clear();
            done.forEach(Promise::complete);
            return;
        }
        sending = true;
        vertx.eventBus()
                .request(Addresses.RUN_EVENTS, event, new DeliveryOptions().setSendTimeout(ANSWER_MILLIS))
                .onSuccess(ack -> {
                    waiting.removeFirst();
                    sending = false;
                    sendNext();
                })
                .onFailure(e -> {
                    LOG.warn("event {} of run {} not stored yet ({}); trying again", event.seq(), run, e.getMessage());
                    vertx.setTimer(RETRY_MILLIS, timer -> {
                        sending = false;
                        sendNext();
                    });
                });
    }
}
