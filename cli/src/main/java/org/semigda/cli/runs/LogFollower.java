package org.semigda.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Prints what is added to a run's log until the run ends, each line once, also over a restart of the server. */
final class LogFollower {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RETRY_MILLIS = 1000;

    private final ApiClient api;
    private final String run;
    private final Set<String> printed;
    private long last;
    private long arriving;
    private OptionalLong end = OptionalLong.empty();

    /**
     * @param run its path
     * @param last the event to go on after
     * @param printed lines that came after it and were printed already
     */
    LogFollower(ApiClient api, String run, long last, List<String> printed) {
        this.api = api;
        this.run = run;
        this.last = last;
        this.printed = new HashSet<>(printed);
    }

    /** Returns when the run is over and everything that was logged before was printed. */
    void follow(Consumer<String> out) throws IOException, InterruptedException {
        while (!over()) {
            try (Stream<String> lines = api.follow(run + "/events?after=" + last)) {
                for (Iterator<String> each = lines.iterator(); !over() && each.hasNext(); ) {
                    take(each.next(), out);
                }
            } catch (UncheckedIOException e) {
                // The connection broke; what comes next is asked for anew, and fails if nobody is there.
            }
            if (!over()) {
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** The news that a run has ended may overtake its last events. */
    private boolean over() {
        return end.isPresent() && last >= end.getAsLong();
    }

    private void take(String line, Consumer<String> out) throws IOException {
        if (line.startsWith("id: ")) {
            arriving = Long.parseLong(line.substring("id: ".length()));
        } else if (line.isEmpty()) {
            last = Math.max(last, arriving); // an empty line ends an event
        }
        if (!line.startsWith("data: ")) {
            return;
        }
        JsonNode data = JSON.readTree(line.substring("data: ".length()));
        JsonNode body = data.path("body");
        if (body.path("type").asText().equals("log")) {
            String text = text(data.path("time").asLong(), body);
            if (!printed.remove(text)) {
                out.accept(text);
            }
        }
        if (data.has("state")) {
            boolean ended = data.path("state").asText().matches("STOPPED|COMPLETED|FAILED");
            end = ended ? OptionalLong.of(data.path("lastEvent").asLong()) : OptionalLong.empty();
        }
    }

    /** A line of the log as it is printed. */
    static String text(long time, JsonNode line) {
        return Instant.ofEpochMilli(time) + "  " + line.path("level").asText() + "  "
                + line.path("message").asText();
    }
}
