/**
 * A run as the orchestrator knows it. A {@link org.semigda.orchestrator.run.RunRecord} is what was asked for and how
 * far the run's life is; a {@link org.semigda.orchestrator.run.Projection} is what its events add up to; a
 * {@link org.semigda.orchestrator.run.RunView} is both, as shown to people.
 */
@NullMarked
package org.semigda.orchestrator.run;

import org.jspecify.annotations.NullMarked;
