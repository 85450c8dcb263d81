package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunEvents;
import org.semigda.protocol.RunId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of one attempt to the orchestrator, in order, each until it is acknowledged as stored. What piles up while
 * the orchestrator is away waits on disk. Belongs to one event loop.
 */
final class EventSender {

    private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
    private static final long RETRY_MILLIS = 500;
    private static final long ANSWER_MILLIS = 10_000;
    /** Events in one message. */
    private static final int AT_ONCE = 128;
    /** Events held in memory, to be sent next and to be put on disk next. */
    private static final int PORTION = 512;

    private final Vertx vertx;
    private final Uplink uplink;
    private final Clock clock;
    private final RunId run;
    private final int attempt;
    private final EventSpool spool;
    private final Runnable refused;
    /** Sent next. */
    private final Deque<RunEvent> head = new ArrayDeque<>();
    /** Comes after what is on disk. */
    private List<RunEvent> tail = new ArrayList<>();

    private final List<Promise<Void>> flushes = new ArrayList<>();
    private long portionsOnDisk;
    private long seq;
    private boolean sending;
    private boolean atDisk;
    private boolean dropped;

    /** @param refused what to do when the orchestrator says that the attempt is over; nothing more is sent then */
    EventSender(Vertx vertx, Uplink uplink, Clock clock, RunId run, int attempt, EventSpool spool, Runnable refused) {
        this.vertx = vertx;
        this.uplink = uplink;
        this.clock = clock;
        this.run = run;
        this.attempt = attempt;
        this.spool = spool;
        this.refused = refused;
    }

    void send(RunEvent.Body body) {
        add(new RunEvent(run, attempt, ++seq, clock.millis(), body));
    }

    /** Says again what an earlier attempt said, before this one has said anything of weight. */
    void repeat(List<RunEvent> events) {
        events.forEach(this::add);
    }

    private void add(RunEvent event) {
        if (dropped) {
            return;
        }
        if (portionsOnDisk == 0 && !atDisk && tail.isEmpty() && head.size() < PORTION) {
            head.addLast(event);
        } else {
            tail.add(event);
            spill();
        }
        sendNext();
    }

    /** Puts what does not fit into memory on disk. */
    private void spill() {
        if (atDisk || tail.size() < PORTION) {
            return;
        }
        List<RunEvent> portion = tail;
        tail = new ArrayList<>();
        atDisk = true;
        vertx.executeBlocking(() -> {
                    spool.add(portion);
                    return true;
                })
                .onComplete(done -> {
                    atDisk = false;
                    if (done.succeeded()) {
                        portionsOnDisk++;
                    } else {
                        LOG.error("events of run {} cannot wait on disk; they wait in memory", run, done.cause());
                        portion.addAll(tail);
                        tail = portion;
                    }
                    sendNext();
                });
    }

    /** Completes when everything said so far is stored. */
    Future<Void> flush() {
        if (dropped) {
            return Future.succeededFuture(); // nothing said is waited for
        }
        Promise<Void> promise = Promise.promise();
        flushes.add(promise);
        sendNext();
        return promise.future();
    }

    /** Forgets what was not sent; nobody wants to hear it. */
    void drop() {
        dropped = true;
        head.clear();
        tail.clear();
        portionsOnDisk = 0;
        vertx.executeBlocking(() -> {
                    spool.clear();
                    return true;
                })
                .onFailure(e -> LOG.warn("events of run {} stay on disk: {}", run, e.getMessage()));
        List<Promise<Void>> done = List.copyOf(flushes);
        flushes.clear();
        done.forEach(Promise::tryComplete);
    }

    /** What was said and is not acknowledged, oldest first; fails when that was dropped, as nobody knows it any more. */
    Future<List<RunEvent>> unheard() {
        if (dropped) {
            return Future.failedFuture(new Abandoned());
        }
        if (portionsOnDisk == 0 && !atDisk) {
            return Future.succeededFuture(concat(List.of()));
        }
        return vertx.executeBlocking(spool::all).map(this::concat);
    }

    private List<RunEvent> concat(List<RunEvent> onDisk) {
        List<RunEvent> all = new ArrayList<>(head);
        all.addAll(onDisk);
        all.addAll(tail);
        return all;
    }

    private void sendNext() {
        if (sending || dropped) {
            return;
        }
        if (!head.isEmpty()) {
            sendHead();
        } else if (atDisk) {
            return; // goes on when that is done
        } else if (portionsOnDisk > 0) {
            refill();
        } else if (!tail.isEmpty()) {
            head.addAll(tail);
            tail = new ArrayList<>();
            sendNext();
        } else {
            List<Promise<Void>> done = List.copyOf(flushes);
            flushes.clear();
            done.forEach(Promise::complete);
        }
    }

    private void refill() {
        atDisk = true;
        vertx.executeBlocking(spool::take).onComplete(portion -> {
            atDisk = false;
            portionsOnDisk--;
            if (portion.succeeded()) {
                head.addAll(portion.result());
            } else {
                LOG.error("events of run {} cannot be read back from disk and are lost", run, portion.cause());
            }
            sendNext();
        });
    }

    /** Sends what is there, in one message. */
    private void sendHead() {
        sending = true;
        List<RunEvent> now = head.stream().limit(AT_ONCE).toList();
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(ANSWER_MILLIS);
        options.addHeader(Addresses.SPEAKER, Integer.toString(attempt));
        Object message = now.size() == 1 ? now.get(0) : new RunEvents(now);
        uplink.request(Addresses.RUN_EVENTS, message, options)
                .onSuccess(ack -> {
                    now.forEach(sent -> head.pollFirst());
                    sending = false;
                    sendNext();
                })
                .onFailure(e -> {
                    if (e instanceof ReplyException reply && reply.failureCode() == Addresses.ATTEMPT_OVER) {
                        LOG.info("run {}: {}", run, e.getMessage());
                        refused.run(); // still "sending": what was refused stays unheard, for checkpoints to come
                        return;
                    }
                    LOG.debug(
                            "event {} of run {} not stored yet ({})", now.get(0).seq(), run, e.getMessage());
                    vertx.setTimer(RETRY_MILLIS, timer -> {
                        sending = false;
                        sendNext();
                    });
                });
    }
}
