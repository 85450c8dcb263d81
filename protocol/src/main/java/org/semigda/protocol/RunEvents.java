package org.semigda.protocol;

import java.util.List;

/**
 * Events of one worker in the order in which they were said, in one message: a worker that has much to say must not wait for
 * an answer to each. The reply {@code true} says that all are stored.
 *
 * @param events of one run, at least one
 */
public record RunEvents(List<RunEvent> events) {
    public RunEvents {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("no events to send");
        }
    }
}
