/**
 * Who computes what: nodes with leases, and the queue of runs that wait for one of their devices. Plain state that
 * decides; nothing here sends or stores.
 */
@NullMarked
package org.semigda.orchestrator.queue;

import org.jspecify.annotations.NullMarked;
