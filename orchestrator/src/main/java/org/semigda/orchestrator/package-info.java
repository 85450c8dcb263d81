/**
 * What decides: which run goes next, on which device, and what happens when it ends. All decisions are made on one
 * Vert.x context: {@link org.semigda.orchestrator.OrchestratorVerticle} takes messages from the bus,
 * {@link org.semigda.orchestrator.EventIntake} stores what workers say, {@link org.semigda.orchestrator.LifeCycle}
 * moves runs through their states, {@link org.semigda.orchestrator.Dispatcher} starts the next one and
 * {@link org.semigda.orchestrator.NodeWatch} notices nodes that fall silent. Files are written by one thread, in
 * order. {@link org.semigda.orchestrator.Orchestrator} is the door for everybody else.
 */
@NullMarked
package org.semigda.orchestrator;

import org.jspecify.annotations.NullMarked;
