/**
 * Runs that are compared. A {@link org.semigda.orchestrator.experiment.Plan} says which runs an experiment has, an
 * {@link org.semigda.orchestrator.experiment.ExperimentRecord} which run was found or made for each, a
 * {@link org.semigda.orchestrator.experiment.ScoreTable} what their scores add up to; table and plot are made of that.
 */
@NullMarked
package org.semigda.orchestrator.experiment;

import org.jspecify.annotations.NullMarked;
