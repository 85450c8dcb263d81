package org.semigda.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.SemiGda;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/** One step of any stage: forward, backward, check, update. The host waits for the device once. */
final class Step {

    private static final String GRADIENT_NORM = "gradient_norm";

    private Step() {}

    /**
     * @param weights whose BatchNorm statistics the step moves
     * @return what {@link StepResult} lists
     * @throws NumericFailure before anything is updated
     * @throws org.semigda.torch.PeerLostException before anything is updated
     */
    static Map<String, Double> run(
            SemiGda model,
            TrainedWeights weights,
            StageTraining stage,
            StepInputs inputs,
            Position position,
            Settings settings,
            DataParallel parallel) {
        try (TorchScope scope = TorchScope.open()) {
            StepClock clock = new StepClock(parallel.sync());
            model.mode(parallel.begin(inputs, weights.statistics()));
            stage.optimizers().forEach(optimizer -> optimizer.group().gradient().zero_());
            LossSum losses = new LossSum();
            double lambda = stage.forward(inputs, position.stageStep(), losses);
            Tensor total = losses.total();
            clock.lap("forward");
            stage.backward(total);
            parallel.averageGradients(stage.optimizers());
            Map<String, Double> values = read(losses, total, stage, parallel);
            check(values, position);
            clock.lap("backward");
            double norm = values.getOrDefault(GRADIENT_NORM, 0.0);
            update(stage, position, scale(norm, settings.get(Keys.GRADIENT_CLIP)), values);
            clock.lap("optimizer");
            if (!Double.isNaN(lambda)) {
                values.put("lambda_u", lambda);
            }
            clock.addTo(values);
            values.put(
                    "speed/images_per_second", inputs.count() * inputs.place().size() / clock.seconds());
            return values;
        } catch (RuntimeException e) {
            throw parallel.reason(e);
        } finally {
            stage.release();
            parallel.end();
        }
    }

    /** Copies the losses, as means over all ranks, all ranks' times and the norm of all gradients to the host, in one go. */
    private static Map<String, Double> read(LossSum losses, Tensor total, StageTraining stage, DataParallel parallel) {
        try (NoGrad guard = NoGrad.on()) {
            List<String> names = new ArrayList<>(List.of(LossSum.TOTAL));
            List<Tensor> scalars = new ArrayList<>(List.of(total));
            losses.terms().forEach((name, value) -> {
                names.add(name);
                scalars.add(value);
            });
            Tensor squares = stage.optimizers().stream()
                    .map(optimizer -> optimizer.group().gradient())
                    .map(gradient -> gradient.dot(gradient))
                    .reduce(Tensor::add)
                    .orElseThrow();
            Tensor means = parallel.times().behind(torch.stack(new TensorVector(scalars.toArray(new Tensor[0]))));
            parallel.sync().average(means);
            float[] read = Tensors.toFloats(Tensors.cat(0, means, squares.sqrt().view(1)));
            Map<String, Double> values = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), (double) read[i]);
            }
            values.put(GRADIENT_NORM, (double) read[read.length - 1]);
            values.putAll(parallel.times().of(read, names.size()));
            return values;
        }
    }

    private static void check(Map<String, Double> values, Position position) {
        // The terms before their sum: the message should name the culprit.
        values.entrySet().stream()
                .filter(entry -> !Double.isFinite(entry.getValue()))
                .reduce((first, second) -> first.getKey().equals(LossSum.TOTAL) ? second : first)
                .ifPresent(entry -> {
                    throw new NumericFailure(position.stage(), position.stageStep(), entry.getKey(), entry.getValue());
                });
    }

    private static double scale(double norm, double limit) {
        return limit > 0 && norm > limit ? limit / norm : 1;
    }

    private static void update(StageTraining stage, Position position, double scale, Map<String, Double> values) {
        try (NoGrad guard = NoGrad.on()) {
            for (Optimizer optimizer : stage.optimizers()) {
                FlatParameters group = optimizer.group();
                if (scale != 1) {
                    group.gradient().mul_(new Scalar(scale));
                }
                double rate = stage.rate(group, position.stageStep());
                optimizer.step(rate);
                values.put(stage.rateName(group), rate);
            }
        }
    }
}
