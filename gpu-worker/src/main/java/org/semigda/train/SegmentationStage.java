package org.semigda.train;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.Branch;
import org.semigda.model.ModelConfig;
import org.semigda.model.Posterior;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.torch.NativeThreads;
import org.semigda.torch.Tensors;

/** Stage 2: M, E and the adapters learn to segment (paper, eq. 12); the two branches teach each other. */
final class SegmentationStage implements StageTraining {

    private final SemiGda model;
    private final Settings settings;
    private final long steps;
    private final LossTerms terms;
    private final List<Optimizer> optimizers;
    private Optional<SideBySide> sides = Optional.empty();
    /** The image branch's and the mask branch's, of the step that is under way. */
    private List<BranchGraph> graphs = List.of();
    /** Of E, in the same step. */
    private SpareWork weightGradients = new SpareWork();

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
        Optional<Tensor> noise = noise(inputs, stageStep); // before E draws its dropout
        boolean parallel = sideBySide();
        Optional<MaskLatents> apart = terms.supervisedPrior() && parallel
                ? Optional.of(new MaskLatents(model, inputs.labels(), bf16()))
                : Optional.empty();
        boolean together = terms.supervisedPrior() && apart.isEmpty();
        SpareWork spare = new SpareWork();
        apart.ifPresent(masks -> masks.addTo(spare));
        weightGradients = new SpareWork();
        SideBySide.Both<Branched, BranchGraph> both = run(
                () -> imageBranch(inputs, noise, teach, together), () -> maskBranch(inputs, teach, parallel), spare);
        BranchGraph image = both.here().graph();
        BranchGraph mask = both.there();
        graphs = List.of(image, mask);
        Optional<Tensor> annotation = both.here().annotation().or(() -> apart.map(MaskLatents::all));
        try (NativeThreads few = between()) {
            AlignmentStage.addPriorTerms(terms, inputs, annotation, image.latent(), mask.latent(), lambda, losses);
            addSegmentationTerms(inputs, teach, maps(image), maps(mask), lambda, losses);
        }
        return lambda;
    }

    /** Between the branches' work: LibTorch's other threads sleep by now, and to wake them takes longer than the losses do. */
    private NativeThreads between() {
        return NativeThreads.use(sideBySide() ? 1 : NativeThreads.count());
    }

    /** @param annotation z_g of the masks, where it was asked for */
    private record Branched(Optional<Tensor> annotation, BranchGraph graph) {}

    /** E_v's latents through M and the decoder. */
    private Branched imageBranch(StepInputs inputs, Optional<Tensor> noise, boolean all, boolean annotated) {
        try (Autocast cast = autocast()) {
            FrozenPrior prior = FrozenPrior.of(model, inputs, annotated);
            Tensor from = noise.map(numbers -> noisy(prior, numbers)).orElse(prior.latent());
            Tensor latent = model.mapLatent(from).to(ScalarType.Float);
            boolean skips = settings.get(Keys.ADAPTERS_IMAGE);
            return new Branched(
                    prior.annotation(),
                    decode(inputs, all, Branch.IMAGE, latent, skips ? prior.features() : List.of()));
        }
    }

    /**
     * E's latents through the decoder.
     *
     * @param parallel whether another thread may compute gradients of E's weights
     */
    private BranchGraph maskBranch(StepInputs inputs, boolean all, boolean parallel) {
        try (Autocast cast = autocast()) {
            Posterior own = model.encodeImage(inputs.images(), parallel ? weightGradients : Runnable::run);
            Tensor latent =
                    own.mean().to(ScalarType.Float).mul(new Scalar(model.vae().scaleFactor()));
            boolean skips = settings.get(Keys.ADAPTERS_MASK);
            return decode(inputs, all, Branch.MASK, latent, skips ? own.features() : List.of());
        }
    }

    private Autocast autocast() {
        return Autocast.bf16(model.device(), bf16());
    }

    private boolean bf16() {
        return settings.get(Keys.PRECISION) == Keys.Precision.BF16;
    }

    /** All images, or only the labelled ones when no loss looks at the others. */
    private BranchGraph decode(StepInputs inputs, boolean all, Branch branch, Tensor latent, List<Tensor> features) {
        Tensor from = all ? latent : inputs.labelledPart(latent);
        List<Tensor> skips =
                all ? features : features.stream().map(inputs::labelledPart).toList();
        BranchInput input = new BranchInput(branch, latent, from, skips);
        Decoding decoding = settings.get(Keys.DECODER_CHECKPOINT)
                ? new RepeatedDecoding(model, input)
                : new KeptDecoding(model, input);
        return new BranchGraph(input, decoding);
    }

    private Tensor maps(BranchGraph graph) {
        return model.acr().toMaps(model.toValue(graph.decoded().to(ScalarType.Float)));
    }

    private void addSegmentationTerms(
            StepInputs inputs, boolean teach, Tensor image, Tensor mask, double lambda, LossSum losses) {
        if (terms.supervisedSegmentation()) {
            Tensor truth = model.acr().toTargets(inputs.labels());
            losses.add(
                    "sup_s",
                    Losses.supervisedSegmentation(inputs.labelledPart(image), inputs.labelledPart(mask), truth),
                    1);
        }
        if (teach) {
            Tensor imageMaps = inputs.unlabelledPart(image);
            Tensor maskMaps = inputs.unlabelledPart(mask);
            boolean hard = settings.get(Keys.PSEUDO_LABELS) == Keys.PseudoLabels.HARD;
            losses.add(
                    "unsup_s",
                    Losses.unsupervisedSegmentation(
                            imageMaps, maskMaps, PseudoLabel.of(maskMaps, hard), PseudoLabel.of(imageMaps, hard)),
                    lambda);
        }
    }

    /** In some steps, random numbers for the VAE's latent (release). */
    private Optional<Tensor> noise(StepInputs inputs, long stageStep) {
        SplittableRandom random =
                new SplittableRandom(StepSeed.of(settings.get(Keys.SEED), Stage.SEGMENTATION, stageStep));
        if (random.nextDouble() >= settings.get(Keys.NOISE_PROBABILITY)) {
            return Optional.empty();
        }
        Tensor images = inputs.images();
        long height = images.size(2) / ModelConfig.REDUCTION;
        long width = images.size(3) / ModelConfig.REDUCTION;
        Tensor like =
                torch.empty(new long[] {inputs.count(), ModelConfig.LATENT, height, width}, images.options(), null);
        return Optional.of(inputs.pairedRows().normal(like));
    }

    /** The VAE's latent with noise of the posterior's sigma. */
    private Tensor noisy(FrozenPrior prior, Tensor noise) {
        Tensor sigma = Tensors.affine(prior.logvar(), 0.5, 0).exp();
        return prior.latent().add(sigma.mul(noise), new Scalar(model.vae().scaleFactor()));
    }

    @Override
    public void backward(Tensor total) {
        try (NativeThreads few = between()) {
            total.backward(); // as far as the branches' ends
        }
        run(() -> backward(graphs.get(0)), () -> backward(graphs.get(1)), weightGradients);
    }

    private static boolean backward(BranchGraph graph) {
        graph.backward();
        return true;
    }

    /** On a processor with several threads, unless memory is to be saved. */
    private boolean sideBySide() {
        return model.device().kind() == Device.Kind.CPU
                && NativeThreads.count() > 1
                && !settings.get(Keys.DECODER_CHECKPOINT);
    }

    /** The image branch's work and the mask branch's: at the same time, and then what is spare, or one after the other. */
    private <A, B> SideBySide.Both<A, B> run(Supplier<A> image, Supplier<B> mask, SpareWork spare) {
        if (!sideBySide()) {
            return new SideBySide.Both<>(image.get(), mask.get());
        }
        SideBySide both = sides.orElseGet(() -> new SideBySide(NativeThreads.count()));
        sides = Optional.of(both);
        return both.run(image, mask, spare);
    }

    @Override
    public void release() {
        graphs = List.of();
        sides.ifPresent(SideBySide::release);
    }

    @Override
    public void close() {
        sides.ifPresent(SideBySide::close);
        StageTraining.super.close();
    }

    @Override
    public void finish() {
        // The weights go on as they are.
    }
}
