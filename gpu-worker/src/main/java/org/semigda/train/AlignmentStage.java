package org.semigda.train;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;

/** Stage 1: M and E learn to give the annotation's latent (paper, eq. 5 and 6). The decoder takes no part. */
final class AlignmentStage implements StageTraining {

    private final SemiGda model;
    private final Settings settings;
    private final long steps;
    private final LossTerms terms;
    private final FlatParameters mapping;
    private final List<Optimizer> optimizers;

    AlignmentStage(SemiGda model, TrainedWeights weights, Settings settings, StagePlan plan) {
        this.model = model;
        this.settings = settings;
        this.steps = plan.steps();
        this.terms = LossTerms.of(settings, Stage.ALIGNMENT);
        this.mapping = weights.mapping();
        boolean release = settings.get(Keys.STAGE1_OPTIMIZER) == Keys.Optimizer.RELEASE;
        double decay = settings.get(Keys.WEIGHT_DECAY_ADAMW);
        Optimizer second = release
                ? new Sgd(weights.encoder(), settings.get(Keys.MOMENTUM), settings.get(Keys.WEIGHT_DECAY_SGD))
                : new AdamW(weights.encoder(), decay);
        this.optimizers = List.of(new AdamW(mapping, decay), second);
    }

    @Override
    public List<Optimizer> optimizers() {
        return optimizers;
    }

    @Override
    public double rate(FlatParameters group, long stageStep) {
        double base = settings.get(group == mapping ? Keys.STAGE1_LR_MAPPING : Keys.STAGE1_LR_ENCODER);
        return Schedules.rate(settings.get(Keys.SCHEDULE), base, stageStep, steps);
    }

    @Override
    public String rateName(FlatParameters group) {
        return "lr/" + group.name();
    }

    @Override
    public double forward(StepInputs inputs, long stageStep, LossSum losses) {
        FrozenPrior prior;
        Tensor image;
        Tensor mask;
        try (Autocast cast = Autocast.bf16(model.device(), settings.get(Keys.PRECISION) == Keys.Precision.BF16)) {
            prior = FrozenPrior.of(model, inputs, terms.supervisedPrior());
            image = model.mapLatent(prior.latent()).to(ScalarType.Float);
            mask = model.encodeImage(inputs.images())
                    .mean()
                    .to(ScalarType.Float)
                    .mul(new Scalar(model.vae().scaleFactor()));
        }
        double lambda = Schedules.lambda(settings.get(Keys.LAMBDA_BETA), stageStep, steps);
        addPriorTerms(terms, inputs, prior.annotation(), image, mask, lambda, losses);
        return lambda;
    }

    /** The prior terms that are on, of the two branches' scaled latents; z_g is there when its term is on. */
    static void addPriorTerms(
            LossTerms terms,
            StepInputs inputs,
            Optional<Tensor> annotation,
            Tensor image,
            Tensor mask,
            double lambda,
            LossSum losses) {
        annotation.ifPresent(target -> losses.add(
                "sup_p", Losses.supervisedPrior(inputs.labelledPart(image), inputs.labelledPart(mask), target), 1));
        if (terms.unsupervisedPrior() && inputs.unlabelled() > 0) {
            losses.add(
                    "unsup_p",
                    Losses.unsupervisedPrior(inputs.unlabelledPart(image), inputs.unlabelledPart(mask)),
                    lambda);
        }
    }

    @Override
    public void finish() {
        // The weights go on as they are.
    }
}
