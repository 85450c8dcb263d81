package org.semigda.orchestrator.api;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunId;
import org.semigda.protocol.StoredEvent;

/** Opens event streams and ends them with their clients. */
final class EventStreams {

    private final Vertx vertx;
    private final RunService runs;
    private final RunLookup lookup;
    private final long heartbeatMillis;
    private final EventFrames frames = new EventFrames();

    EventStreams(Vertx vertx, RunService runs, RunLookup lookup, Duration heartbeat) {
        this.vertx = vertx;
        this.runs = runs;
        this.lookup = lookup;
        this.heartbeatMillis = heartbeat.toMillis();
    }

    /** Everything that happens to one run, after the event named by {@code Last-Event-ID} or {@code after}. */
    void run(RoutingContext request) {
        long after = after(request);
        lookup.find(request).onFailure(request::fail).onSuccess(run -> run(request, run, after));
    }

    private void run(RoutingContext request, RunService.RunDetails run, long after) {
        RunId id = run.view().id();
        EventStream stream = new EventStream(
                vertx,
                request.response(),
                frames,
                Optional.of(run.folder().events().after(after)));
        Runnable end = runs.listen(new RunListener() {
            @Override
            public void stored(StoredEvent event) {
                if (event.event().run().equals(id)) {
                    stream.stored(event);
                }
            }

            @Override
            public void changed(RunView changed) {
                if (changed.id().equals(id)) {
                    stream.changed(changed);
                }
            }
        });
        // The view is taken once the stream listens, so that no change falls between the two.
        runs.details(id)
                .onComplete(now -> open(
                        request,
                        stream,
                        end,
                        now.succeeded()
                                ? now.result().map(RunService.RunDetails::view).stream()
                                        .toList()
                                : List.of()));
    }

    /** What happens to all runs, as views. Begins with the runs in memory: those that go on, and those that ended lately. */
    void all(RoutingContext request) {
        EventStream stream = new EventStream(vertx, request.response(), frames, Optional.empty());
        Runnable end = runs.listen(new RunListener() {
            @Override
            public void changed(RunView changed) {
                stream.changed(changed);
            }
        });
        open(request, stream, end, runs.runs());
    }

    private void open(RoutingContext request, EventStream stream, Runnable end, List<RunView> now) {
        if (request.response().closed()) { // the client left while the run was looked up
            end.run();
            return;
        }
        long timer = vertx.setPeriodic(heartbeatMillis, tick -> stream.heartbeat());
        request.response().closeHandler(gone -> {
            vertx.cancelTimer(timer);
            end.run();
            stream.close();
        });
        stream.start(now);
    }

    /** A browser repeats the address it first had, with the newest id in the header: the header wins. */
    private static long after(RoutingContext request) {
        String header = request.request().getHeader("Last-Event-ID");
        String text = header == null || header.isEmpty() ? request.queryParams().get("after") : header;
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,18}")) {
            throw Problem.badRequest("bad-event-id", "'" + text + "' is not the id of an event; ids are 1, 2, 3, ...");
        }
        return Long.parseLong(text);
    }
}
