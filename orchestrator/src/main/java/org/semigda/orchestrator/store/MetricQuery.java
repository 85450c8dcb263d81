package org.semigda.orchestrator.store;

import java.util.Set;

/**
 * Which part of a run's curves.
 *
 * @param names of metrics; empty for all
 * @param from first step
 * @param to last step
 * @param maxPoints at most so many points a curve, at least 4; {@link Integer#MAX_VALUE} for all
 */
public record MetricQuery(Set<String> names, long from, long to, int maxPoints) {

    /** Every point. */
    public static final MetricQuery ALL = new MetricQuery(Set.of(), 0, Long.MAX_VALUE, Integer.MAX_VALUE);

    public MetricQuery {
        names = Set.copyOf(names);
    }

    boolean wants(String name) {
        return names.isEmpty() || names.contains(name);
    }
}
