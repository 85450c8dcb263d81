package org.semigda.orchestrator.store;

import java.util.Map;

/** A line of {@code metrics.jsonl}: the numbers of one event, with the id the event has in the run. */
public record MetricLine(long id, int attempt, long time, int stage, long step, Map<String, Double> values) {}
