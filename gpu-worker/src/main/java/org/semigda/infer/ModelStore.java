package org.semigda.infer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;
import org.semigda.train.ModelSettings;

/** Opens models from checkpoints. */
public final class ModelStore {

    private ModelStore() {}

    /**
     * Opens the model a path stands for: a checkpoint's folder, a file in it, a run's folder (its best checkpoint) or its
     * {@code checkpoints} folder. Which weights it gets is the checkpoint's to say ({@code best-ema}: the averaged ones), unless
     * the path names {@code model.safetensors} or {@code ema.safetensors}.
     *
     * @throws UserError when there is none, or it is damaged or does not fit
     */
    public static OpenModel open(Path path, Device device) {
        CheckpointChoice choice = CheckpointChoice.of(path);
        return load(choice.folder(), choice.weights(), device);
    }

    /** Opens the model a path stands for with these weights. */
    public static OpenModel open(Path path, Weights weights, Device device) {
        return load(CheckpointChoice.of(path).folder(), weights, device);
    }

    /** Whether a checkpoint's folder has these weights: the trained ones always, the averaged ones where any were kept. */
    public static boolean holds(Path folder, Weights weights) {
        Path file = folder.resolve("ema.safetensors");
        try {
            return weights == Weights.TRAINED
                    || Files.isRegularFile(file) && !Safetensors.read(file).isEmpty();
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + e, e);
        }
    }

    private static OpenModel load(Path folder, Weights weights, Device device) {
        Snapshot snapshot = Checkpoint.weights(folder, weights);
        Settings settings = Settings.defaults().with(snapshot.info().settings());
        SemiGda model = new SemiGda(ModelSettings.config(settings), device, 0);
        try {
            model.load(snapshot.model(), true);
            requireKnown(folder, snapshot, model);
            // One after the other, not merged: a shared parameter has two names in the first and one in the second.
            model.load(snapshot.ema(), false);
            model.vae().scaleFactor(snapshot.info().scaleFactor());
            model.training(false);
            return new OpenModel(model, settings, snapshot.info(), folder, weights);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static void requireKnown(Path folder, Snapshot snapshot, SemiGda model) {
        for (String name : snapshot.ema().keySet()) {
            if (!model.state().containsKey(name)) {
                throw new CheckpointException(
                        "the averaged weights in " + folder + " have a tensor '" + name
                                + "' that the model of its settings lacks; the checkpoint is of another version of this program");
            }
        }
    }
}
