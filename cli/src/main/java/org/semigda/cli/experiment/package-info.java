/**
 * {@code experiment}: one document, many runs, a table and a plot. {@link org.semigda.cli.experiment.ExperimentDoor} is either a
 * server or the roles in this process; the command does not see which.
 */
@NullMarked
package org.semigda.cli.experiment;

import org.jspecify.annotations.NullMarked;
