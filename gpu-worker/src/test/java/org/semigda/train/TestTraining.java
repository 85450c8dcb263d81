package org.semigda.train;

import java.util.List;
import java.util.SplittableRandom;
import org.semigda.conf.Settings;
import org.semigda.data.ShardPlace;
import org.semigda.model.ModelConfig;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;

/** The smallest training there is: 32 x 32 pixels, one labelled and one unlabelled image, ch 32. */
final class TestTraining {

    static final int SIZE = 32;

    static final Settings SETTINGS = Settings.defaults()
            .with("image.size", "32")
            .with("vae.ch", "32")
            .with("vae.multipliers", "1,1,1,1")
            .with("model.mapping_ch", "16")
            .with("stage1.optimizer", "release")
            .with("stage2.optimizer", "adamw")
            .with("stage2.lr", "1e-3");

    private TestTraining() {}

    static TrainingPlan plan(Stage stage, long steps) {
        return new TrainingPlan(List.of(new StagePlan(stage, steps, 2)));
    }

    /** A trainer of a network with one block a stage in E. */
    static Trainer trainer(Settings settings, TrainingPlan plan) {
        return Trainer.of(settings, plan, model(settings));
    }

    static SemiGda model(Settings settings) {
        ModelConfig config = ModelSettings.config(settings).withEncoderLayers(List.of(1, 1, 1));
        return new SemiGda(config, Device.CPU, settings.get(org.semigda.conf.Keys.SEED));
    }

    /** A batch made of the step's number: bright discs on a dark ground. Call within a scope. */
    static StepInputs inputs(long step, int images, int labelled) {
        SplittableRandom random = new SplittableRandom(step);
        float[] pixels = new float[images * 3 * SIZE * SIZE];
        byte[] labels = new byte[labelled * SIZE * SIZE];
        for (int i = 0; i < images; i++) {
            double x = random.nextDouble(8, 24);
            double y = random.nextDouble(8, 24);
            double r = random.nextDouble(4, 8);
            for (int p = 0; p < SIZE * SIZE; p++) {
                boolean inside = Math.hypot(p % SIZE - x, p / SIZE - y) < r;
                float value = (float) ((inside ? 0.5 : -0.5) + random.nextDouble(-0.2, 0.2));
                for (int c = 0; c < 3; c++) {
                    pixels[(i * 3 + c) * SIZE * SIZE + p] = value;
                }
                if (i < labelled && inside) {
                    labels[i * SIZE * SIZE + p] = 1;
                }
            }
        }
        return new StepInputs(
                Tensors.of(pixels, images, 3, SIZE, SIZE),
                Tensors.ofLabels(labels, labelled, SIZE, SIZE),
                ShardPlace.ALONE);
    }
}
