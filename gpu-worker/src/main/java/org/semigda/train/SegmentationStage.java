package org.semigda.train;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.Branch;
import org.semigda.model.Posterior;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.Tensors;

/** Stage 2: M, E and the adapters learn to segment (paper, eq. 12); the two branches teach each other. */
final class SegmentationStage implements StageTraining {

    private final SemiGda model;
    private final Settings settings;
    private final long steps;
    private final LossTerms terms;
    private final List<Optimizer> optimizers;
    private Optional<DecoderCheckpoint> checkpoint = Optional.empty();

    SegmentationStage(SemiGda model, TrainedWeights weights, Settings settings, StagePlan plan) {
        this.model = model;
        this.settings = settings;
        this.steps = plan.steps();
        this.terms = LossTerms.of(settings, Stage.SEGMENTATION);
        this.optimizers = weights.trained().stream().map(this::optimizer).toList();
    }

    private Optimizer optimizer(FlatParameters group) {
        return switch (settings.get(Keys.STAGE2_OPTIMIZER)) {
            case RELEASE -> new Sgd(group, settings.get(Keys.MOMENTUM), settings.get(Keys.WEIGHT_DECAY_SGD));
            case ADAMW -> new AdamW(group, settings.get(Keys.WEIGHT_DECAY_ADAMW));
        };
    }

    @Override
    public List<Optimizer> optimizers() {
        return optimizers;
    }

    @Override
    public double rate(FlatParameters group, long stageStep) {
        double base = settings.get(Keys.STAGE2_LR) * Schedules.warmup(stageStep, settings.get(Keys.STAGE2_WARMUP));
        return Schedules.restarted(
                settings.get(Keys.SCHEDULE), base, stageStep, steps, settings.get(Keys.STAGE2_RESTARTS));
    }

    @Override
    public String rateName(FlatParameters group) {
        return "lr";
    }

    @Override
    public double forward(StepInputs inputs, long stageStep, LossSum losses) {
        double lambda = Schedules.lambda(settings.get(Keys.LAMBDA_BETA), stageStep, steps);
        boolean teach = terms.unsupervisedSegmentation() && inputs.unlabelled() > 0;
        FrozenPrior prior;
        Tensor image;
        Tensor mask;
        Maps maps;
        try (Autocast cast = Autocast.bf16(model.device(), settings.get(Keys.PRECISION) == Keys.Precision.BF16)) {
            prior = FrozenPrior.of(model, inputs, terms.supervisedPrior());
            image = model.mapLatent(noisy(inputs, prior, stageStep)).to(ScalarType.Float);
            Posterior own = model.encodeImage(inputs.images());
            mask = own.mean().to(ScalarType.Float).mul(new Scalar(model.vae().scaleFactor()));
            maps = decode(inputs, teach, image, prior.features(), mask, own.features());
        }
        AlignmentStage.addPriorTerms(terms, inputs, prior, image, mask, lambda, losses);
        if (terms.supervisedSegmentation()) {
            Tensor truth = model.acr().toTargets(inputs.labels());
            losses.add(
                    "sup_s",
                    Losses.supervisedSegmentation(
                            inputs.labelledPart(maps.image), inputs.labelledPart(maps.mask), truth),
                    1);
        }
        if (teach) {
            Tensor imageMaps = inputs.unlabelledPart(maps.image);
            Tensor maskMaps = inputs.unlabelledPart(maps.mask);
            boolean hard = settings.get(Keys.PSEUDO_LABELS) == Keys.PseudoLabels.HARD;
            losses.add(
                    "unsup_s",
                    Losses.unsupervisedSegmentation(
                            imageMaps, maskMaps, PseudoLabel.of(maskMaps, hard), PseudoLabel.of(imageMaps, hard)),
                    lambda);
        }
        return lambda;
    }

    private record Maps(Tensor image, Tensor mask) {}

    /** Both branches' maps; only of the labelled images when no loss looks at the others. */
    private Maps decode(
            StepInputs inputs,
            boolean all,
            Tensor image,
            List<Tensor> imageFeatures,
            Tensor mask,
            List<Tensor> maskFeatures) {
        boolean imageSkips = settings.get(Keys.ADAPTERS_IMAGE);
        boolean maskSkips = settings.get(Keys.ADAPTERS_MASK);
        List<Tensor> first = imageSkips ? imageFeatures : List.of();
        List<Tensor> second = maskSkips ? maskFeatures : List.of();
        if (!all) {
            first = first.stream().map(inputs::labelledPart).toList();
            second = second.stream().map(inputs::labelledPart).toList();
        }
        Tensor imageLatent = all ? image : inputs.labelledPart(image);
        Tensor maskLatent = all ? mask : inputs.labelledPart(mask);
        Tensor decoded = decode(List.of(
                new DecoderCheckpoint.Input(Branch.IMAGE, imageLatent, first),
                new DecoderCheckpoint.Input(Branch.MASK, maskLatent, second)));
        Tensor maps = model.acr().toMaps(model.toValue(decoded.to(ScalarType.Float)));
        long count = imageLatent.size(0);
        return new Maps(maps.narrow(0, 0, count), maps.narrow(0, count, count));
    }

    /** Branch by branch: their numbers differ in nothing but the adapters, and half as many images fit a cache better. */
    private Tensor decode(List<DecoderCheckpoint.Input> inputs) {
        if (settings.get(Keys.DECODER_CHECKPOINT)) {
            DecoderCheckpoint made = new DecoderCheckpoint(model, inputs);
            checkpoint = Optional.of(made);
            return made.decoded();
        }
        return Tensors.cat(
                0,
                inputs.stream()
                        .map(input -> model.decode(input.branch(), input.latent(), input.features()))
                        .toArray(Tensor[]::new));
    }

    @Override
    public void backward(Tensor total) {
        Optional<DecoderCheckpoint> made = checkpoint;
        checkpoint = Optional.empty();
        made.ifPresentOrElse(decoder -> decoder.backward(total), total::backward);
    }

    /** The VAE's latent, sometimes with noise of the posterior's sigma (release). */
    private Tensor noisy(StepInputs inputs, FrozenPrior prior, long stageStep) {
        SplittableRandom random =
                new SplittableRandom(StepSeed.of(settings.get(Keys.SEED), Stage.SEGMENTATION, stageStep));
        if (random.nextDouble() >= settings.get(Keys.NOISE_PROBABILITY)) {
            return prior.latent();
        }
        Tensor sigma = Tensors.affine(prior.logvar(), 0.5, 0).exp();
        return prior.latent()
                .add(
                        sigma.mul(inputs.pairedRows().normal(sigma)),
                        new Scalar(model.vae().scaleFactor()));
    }

    @Override
    public void finish() {
        // The weights go on as they are.
    }
}
