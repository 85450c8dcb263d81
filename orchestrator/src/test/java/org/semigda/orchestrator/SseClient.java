package org.semigda.orchestrator;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A browser's EventSource: it understands the lines of the stream and nothing of what they mean. */
final class SseClient implements AutoCloseable {

    record Event(String id, String type, String data) {
        JsonObject json() {
            return new JsonObject(data);
        }
    }

    private final InputStream in;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger comments = new AtomicInteger();

    private SseClient(InputStream in) {
        this.in = in;
        Thread reader = new Thread(this::read, "sse-client");
        reader.setDaemon(true);
        reader.start();
    }

    static SseClient open(TestSystem system, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(system.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<InputStream> answer =
                    system.http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200
                    || !answer.headers().firstValue("content-type").orElse("").equals("text/event-stream")) {
                throw new AssertionError("no stream: " + answer);
            }
            return new SseClient(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String id = "";
            String type = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(id, type, data));
                    id = "";
                    data = "";
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.startsWith(":")) {
                    comments.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // The test closed the stream.
        }
    }

    int heartbeats() {
        return comments.get();
    }

    Event next() {
        try {
            Event event = events.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("the stream fell silent");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next event with an id; run views between are passed over. */
    Event nextStored() {
        Event event = next();
        while (event.type().equals("run")) {
            event = next();
        }
        return event;
    }

    /** The ids of the next events. */
    List<Long> ids(int count) {
        List<Long> ids = new ArrayList<>();
        while (ids.size() < count) {
            ids.add(Long.valueOf(nextStored().id()));
        }
        return ids;
    }

    /** Passes over events up to a run view with this state. */
    void awaitRunState(String state) {
        Event event = next();
        while (!(event.type().equals("run") && event.json().getString("state").equals(state))) {
            event = next();
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
