package org.semigda.protocol;

/**
 * An event as the store has it.
 *
 * @param id the event's place in its run, from 1, without gaps; a stream continues after the last id it has seen
 * @param event the event
 */
public record StoredEvent(long id, RunEvent event) {}
