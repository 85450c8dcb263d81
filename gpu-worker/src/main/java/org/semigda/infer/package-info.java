/**
 * A trained model at work. {@link org.semigda.infer.ModelStore} opens one from a checkpoint,
 * {@link org.semigda.infer.Predictor} turns a batch into maps, {@link org.semigda.infer.Evaluator} scores them against
 * masks, {@link org.semigda.infer.FolderPredictor} writes a mask for every image of a folder, and
 * {@link org.semigda.infer.SamplePicture} and {@link org.semigda.infer.Overlay} show what was predicted.
 */
@NullMarked
package org.semigda.infer;

import org.jspecify.annotations.NullMarked;
