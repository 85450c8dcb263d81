package org.semigda.orchestrator.api;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.StoredEvent;

/** Opens event streams and ends them with their clients. */
final class EventStreams {

    private final Vertx vertx;
    private final RunService runs;
    private final long heartbeatMillis;

    EventStreams(Vertx vertx, RunService runs, Duration heartbeat) {
        this.vertx = vertx;
        this.runs = runs;
        this.heartbeatMillis = heartbeat.toMillis();
    }

    /** Everything that happens to one run, after the event named by {@code Last-Event-ID} or {@code after}. */
    void run(RoutingContext request, RunService.RunDetails run) {
        long after = after(request);
        EventStream stream = new EventStream(
                vertx, request.response(), Optional.of(run.folder().events().after(after)));
        Runnable end = runs.listen(new RunListener() {
            @Override
            public void stored(StoredEvent event) {
                if (event.event().run().equals(run.view().id())) {
                    stream.stored(event);
                }
            }

            @Override
            public void changed(RunView changed) {
                if (changed.id().equals(run.view().id())) {
                    stream.changed(changed);
                }
            }
        });
        // The view is taken once the stream listens, so that no change falls between the two.
        List<RunView> now = runs.details(run.view().id()).map(RunService.RunDetails::view).stream()
                .toList();
        open(request, stream, end, now);
    }

    /** What happens to all runs, as views. */
    void all(RoutingContext request) {
        EventStream stream = new EventStream(vertx, request.response(), Optional.empty());
        Runnable end = runs.listen(new RunListener() {
            @Override
            public void changed(RunView changed) {
                stream.changed(changed);
            }
        });
        open(request, stream, end, runs.runs());
    }

    private void open(RoutingContext request, EventStream stream, Runnable end, List<RunView> now) {
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
