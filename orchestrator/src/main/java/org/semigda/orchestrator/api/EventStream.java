package org.semigda.orchestrator.api;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.EventCursor;
import org.semigda.protocol.RunId;
import org.semigda.protocol.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream of server-sent events. Events are read from the store, in order, a piece at a time and only
 * while the client takes them; a client that is up to date gets new ones directly. So nothing is skipped or repeated,
 * and a slow client costs one piece of memory. Of each run at most one view waits, the newest.
 */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final Vertx vertx;
    private final Context context;
    private final HttpServerResponse response;
    private final EventFrames frames;
    private final Optional<EventCursor> cursor;
    private final Map<RunId, RunView> views = new LinkedHashMap<>();
    private boolean started;
    private boolean reading;
    private boolean closed;

    /** A stream of the events the cursor reads, or without one, of the views alone. Belongs to the current context. */
    EventStream(Vertx vertx, HttpServerResponse response, EventFrames frames, Optional<EventCursor> cursor) {
        this.frames = frames;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.response = response;
        this.cursor = cursor;
    }

    /**
     * Sends the head and then what there is. Until this call whatever {@link #stored} and {@link #changed} tell only
     * waits: an answer's head must be the first thing written.
     *
     * @param now views to begin with; one that changed since they were taken is not put back
     */
    void start(List<RunView> now) {
        started = true;
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(drained -> pump());
        response.write("retry: 1000\n\n");
        now.forEach(view -> views.putIfAbsent(view.id(), view));
        pump();
    }

    void close() {
        closed = true;
    }

    /** From any thread: an event was stored. */
    void stored(StoredEvent event) {
        context.runOnContext(now -> {
            boolean next = cursor.isPresent() && cursor.get().nextId() == event.id();
            if (next && open() && !reading && !response.writeQueueFull()) {
                cursor.get().skip(event.id());
                response.write(frames.of(event));
            } else {
                pump();
            }
        });
    }

    /** From any thread: a run changed. */
    void changed(RunView view) {
        context.runOnContext(now -> {
            views.put(view.id(), view);
            pump();
        });
    }

    /** On the stream's context: shows the client, and whatever is between, that the stream is alive. */
    void heartbeat() {
        if (open() && !response.writeQueueFull()) {
            response.write(":\n\n");
        }
    }

    private boolean open() {
        return started && !closed;
    }

    private void pump() {
        if (!open() || reading || response.writeQueueFull()) {
            return;
        }
        views.values()
                .forEach(view ->
                        response.write("event: run\ndata: " + view.toJson().encode() + "\n\n"));
        views.clear();
        if (cursor.isEmpty() || !cursor.get().behind()) {
            return;
        }
        reading = true;
        vertx.executeBlocking(cursor.get()::read, false).onComplete(events -> {
            reading = false;
            if (closed) {
                return;
            }
            if (events.failed()) {
                LOG.error("an event stream ended", events.cause());
                closed = true;
                response.reset();
                return;
            }
            Buffer piece = Buffer.buffer();
            events.result().forEach(event -> piece.appendString(EventFrames.text(event)));
            response.write(piece);
            pump();
        });
    }
}
