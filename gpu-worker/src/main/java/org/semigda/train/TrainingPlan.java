package org.semigda.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;

/**
 * The stages of a run, in their order, each at most once; the last one is always stage 2.
 *
 * @param stages at least one
 */
public record TrainingPlan(List<StagePlan> stages) {

    public TrainingPlan {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a plan needs at least one stage");
        }
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).stage().number() <= stages.get(i - 1).stage().number()) {
                throw new IllegalArgumentException("stages must come in their order, each once: " + stages);
            }
        }
    }

    /**
     * The plan that settings ask for. Stage 0 is left out when weights are named, when {@code autoencoderReady}, or for
     * {@code vae.kind=taesd}; stage 1 without {@code alignment} or with none of its losses on; either when its length is 0.
     *
     * @param stepsPerEpoch steps of one pass over the unlabelled images
     * @param autoencoderReady whether an earlier run's autoencoder for these settings and data is at hand
     * @throws UserError when stage 2 would have no steps
     */
    public static TrainingPlan of(Settings settings, int stepsPerEpoch, boolean autoencoderReady) {
        List<StagePlan> stages = new ArrayList<>();
        boolean own = settings.get(Keys.VAE_KIND) == Keys.Vae.KL
                && settings.get(Keys.VAE_WEIGHTS).isEmpty();
        if (own && !autoencoderReady && settings.get(Keys.STAGE0_STEPS) > 0) {
            stages.add(new StagePlan(Stage.AUTOENCODER, settings.get(Keys.STAGE0_STEPS), stepsPerEpoch));
        }
        long one = steps(settings.get(Keys.STAGE1_STEPS), settings.get(Keys.STAGE1_EPOCHS), stepsPerEpoch);
        if (LossTerms.anyPrior(settings) && one > 0) {
            stages.add(new StagePlan(Stage.ALIGNMENT, one, stepsPerEpoch));
        }
        long two = steps(settings.get(Keys.STAGE2_STEPS), settings.get(Keys.STAGE2_EPOCHS), stepsPerEpoch);
        if (two == 0) {
            throw new UserError("stage 2 has no steps; set stage2.steps or stage2.epochs above 0");
        }
        stages.add(new StagePlan(Stage.SEGMENTATION, two, stepsPerEpoch));
        return new TrainingPlan(stages);
    }

    /** Steps of all stages together. */
    public long steps() {
        return stages.stream().mapToLong(StagePlan::steps).sum();
    }

    /** Whether the plan has this stage. */
    public boolean has(Stage stage) {
        return stages.stream().anyMatch(s -> s.stage() == stage);
    }

    /**
     * A stage of the plan.
     *
     * @throws IllegalArgumentException when the plan lacks it
     */
    public StagePlan stage(Stage stage) {
        return stages.stream()
                .filter(s -> s.stage() == stage)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("this plan has no stage " + stage.number()));
    }

    /** The number of steps before a stage's first one. */
    public long start(Stage stage) {
        long start = 0;
        for (StagePlan plan : stages) {
            if (plan.stage() == stage) {
                return start;
            }
            start += plan.steps();
        }
        throw new IllegalArgumentException("this plan has no stage " + stage.number());
    }

    /**
     * Where a step lies. {@link #steps()} itself is the end: the last stage, one past its last step.
     *
     * @param globalStep from 0 to {@link #steps()}
     */
    public Position at(long globalStep) {
        if (globalStep < 0 || globalStep > steps()) {
            throw new IllegalArgumentException("step " + globalStep + " is outside this plan of " + steps() + " steps");
        }
        long left = globalStep;
        for (StagePlan plan : stages) {
            if (left < plan.steps()) {
                return new Position(plan.stage(), left, globalStep);
            }
            left -= plan.steps();
        }
        StagePlan last = stages.get(stages.size() - 1);
        return new Position(last.stage(), last.steps(), globalStep);
    }

    /** The plan as text, such as {@code 0:300/20,1:60/20,2:300/20} (stage:steps/steps of an epoch). */
    public String toText() {
        return stages.stream()
                .map(s -> s.stage().number() + ":" + s.steps() + "/" + s.stepsPerEpoch())
                .collect(Collectors.joining(","));
    }

    /**
     * Reads what {@link #toText} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static TrainingPlan parse(String text) {
        try {
            return new TrainingPlan(Arrays.stream(text.split(",", -1))
                    .map(part -> part.split("[:/]", -1))
                    .map(part -> new StagePlan(
                            Stage.of(Integer.parseInt(part[0])), Long.parseLong(part[1]), Long.parseLong(part[2])))
                    .toList());
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("'" + text + "' is no training plan such as 0:300/20,2:500/20", e);
        }
    }

    private static long steps(int steps, int epochs, int stepsPerEpoch) {
        return steps > 0 ? steps : Math.multiplyExact((long) epochs, (long) stepsPerEpoch);
    }
}
