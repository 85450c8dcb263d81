package org.semigda.infer;

import java.nio.file.Path;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.Settings;
import org.semigda.model.SemiGda;

/**
 * A model opened from a checkpoint; whoever opened it closes it.
 *
 * @param model in evaluation mode
 * @param settings it was trained with
 * @param info what its checkpoint says
 * @param checkpoint the folder it came from
 * @param weights which of the checkpoint's weights it has
 */
public record OpenModel(SemiGda model, Settings settings, CheckpointInfo info, Path checkpoint, Weights weights)
        implements AutoCloseable {

    /** Predicts as the model was trained, with or without adapters. */
    public Predictor predictor() {
        return Predictor.of(model, settings);
    }

    @Override
    public void close() {
        model.close();
    }
}
