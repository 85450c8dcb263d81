package org.semigda.orchestrator.store;

/**
 * A line of {@code log.jsonl}.
 *
 * @param id of the worker's event, or 0 for a line of the orchestrator
 * @param time milliseconds since 1970
 */
public record LogLine(long id, long time, String level, String message) {}
