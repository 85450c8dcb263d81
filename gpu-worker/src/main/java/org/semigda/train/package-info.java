/**
 * How a model learns, as a plain library: a {@link org.semigda.train.TrainingPlan} says which stages a run has, a {@link
 * org.semigda.train.Trainer} does one step at a time on the batch it is handed, and can be saved and restored bit for
 * bit between any two steps. Stage 0 trains the autoencoder where no weights are given, stage 1 aligns the distributions
 * of the latents, stage 2 segments. {@link org.semigda.train.Losses} and {@link org.semigda.train.Schedules} hold the
 * paper's equations, {@link org.semigda.train.FlatParameters} lets an optimizer update all parameters with a handful of
 * native calls.
 */
@NullMarked
package org.semigda.train;

import org.jspecify.annotations.NullMarked;
