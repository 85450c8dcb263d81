package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.Part;
import org.semigda.model.Posterior;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;

/**
 * Stage 0 (ours): the autoencoder learns to give back images and masks, through a latent drawn from its posterior. Over
 * the last steps the spread of the latents is measured; the scale factor makes it 1.
 */
final class AutoencoderStage implements StageTraining {

    /** Steps the spread is measured over: by then the rate is next to 0, and the weights are the final ones. */
    private static final long MEASURED = 20;

    private final SemiGda model;
    private final Settings settings;
    private final long steps;
    private final FlatParameters weights;
    private final List<Optimizer> optimizers;
    private final LatentSpread spread;

    AutoencoderStage(SemiGda model, Settings settings, StagePlan plan, LatentSpread spread) {
        this.model = model;
        this.settings = settings;
        this.steps = plan.steps();
        this.weights = FlatParameters.of("autoencoder", model.parameters(Part.VAE));
        this.optimizers = List.of(new AdamW(weights, settings.get(Keys.WEIGHT_DECAY_ADAMW)));
        this.spread = spread;
    }

    @Override
    public List<Optimizer> optimizers() {
        return optimizers;
    }

    @Override
    public double rate(FlatParameters group, long stageStep) {
        return Schedules.cosine(settings.get(Keys.STAGE0_LR), stageStep, steps);
    }

    @Override
    public String rateName(FlatParameters group) {
        return "lr";
    }

    @Override
    public double forward(StepInputs inputs, long stageStep, LossSum losses) {
        Tensor pictures = Tensors.cat(0, inputs.images(), model.acr().toImage(inputs.labels()));
        double scale = model.vae().scaleFactor();
        Tensor mean;
        Tensor logvar;
        Tensor decoded;
        try (Autocast cast = Autocast.bf16(model.device(), settings.get(Keys.PRECISION) == Keys.Precision.BF16)) {
            Posterior posterior = model.vae().encode(pictures);
            mean = posterior.mean().to(ScalarType.Float);
            logvar = posterior.logvar().to(ScalarType.Float);
            Tensor sigma = Tensors.affine(logvar, 0.5, 0).exp();
            Tensor latent = mean.add(sigma.mul(inputs.unpairedRows().normal(sigma)));
            decoded = model.vae().decode(latent.mul(new Scalar(scale))).to(ScalarType.Float);
        }
        losses.add("l1", Losses.l1(decoded, pictures), 1);
        losses.add("mse", Losses.mse(decoded, pictures), 1);
        losses.add("kl", kl(mean, logvar), settings.get(Keys.STAGE0_KL));
        if (stageStep >= steps - MEASURED) {
            try (NoGrad guard = NoGrad.on()) {
                spread.add(mean);
            }
        }
        return Double.NaN;
    }

    /** Divergence from the standard normal distribution, mean over all latent values. */
    static Tensor kl(Tensor mean, Tensor logvar) {
        Tensor inner = mean.mul(mean).add(logvar.exp()).sub(logvar);
        return Tensors.affine(inner.mean(), 0.5, -0.5);
    }

    @Override
    public void finish() {
        model.vae().scaleFactor(1 / spread.deviation());
    }

    @Override
    public void close() {
        StageTraining.super.close();
        weights.close();
    }
}
