package org.semigda.orchestrator.index;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.semigda.protocol.RunState;

/**
 * Which runs, in which order, how many.
 *
 * @param states any of these; empty for all
 * @param text part of the name or id, in any case; empty for all
 * @param preset the preset; empty for all
 * @param data the data folder; empty for all
 * @param order what they are ordered by
 * @param descending largest or newest first
 * @param after the place behind which the page starts; empty for the first page
 * @param limit at most so many
 */
public record RunQuery(
        Set<RunState> states,
        Optional<String> text,
        Optional<String> preset,
        Optional<String> data,
        Order order,
        boolean descending,
        Optional<Place> after,
        int limit) {

    /** What runs can be ordered by. */
    public enum Order {
        CREATED,
        NAME,
        STATE,
        PRIORITY,
        BEST,
        SCORE,
        ENDED;

        /** As in a request. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A run's place in an order: the value it is ordered by, as text, and its id. */
    public record Place(String value, String id) {

        /** Whether the value can stand in that order. */
        public boolean fits(Order order) {
            return switch (order) {
                case NAME, STATE -> !value.contains("\0") && !id.contains("\0");
                case CREATED, PRIORITY, ENDED -> value.matches("-?\\d{1,18}") && !id.contains("\0");
                case BEST, SCORE ->
                    value.matches("-?\\d{1,18}(\\.\\d{1,20})?([eE][-+]?\\d{1,2})?") && !id.contains("\0");
            };
        }
    }

    public RunQuery {
        states = Set.copyOf(states);
    }

    /** The same with another limit. */
    public RunQuery withLimit(int most) {
        return new RunQuery(states, text, preset, data, order, descending, after, most);
    }

    /** The newest runs. */
    public static RunQuery newest(int limit) {
        return new RunQuery(
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Order.CREATED,
                true,
                Optional.empty(),
                limit);
    }
}
