/**
 * The verticles of a machine that trains. {@link org.semigda.worker.NodeVerticle} speaks for the machine; for a launched
 * run it deploys a {@link org.semigda.worker.TrainingWorkerVerticle}, its
 * {@link org.semigda.worker.DataLoaderVerticle} and its {@link org.semigda.worker.CheckpointVerticle}. Verticles decide
 * when; {@link org.semigda.worker.TrainingSession} knows how, and runs on the {@link org.semigda.worker.DeviceThread}
 * alone.
 */
@NullMarked
package org.semigda.worker;

import org.jspecify.annotations.NullMarked;
