package org.semigda.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.Branch;
import org.semigda.model.Posterior;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * The networks of a stage-2 step one by one, forward and backward, on random inputs of the step's shapes. Their times together
 * are what the step takes but for losses, optimizer and averages. Leaves gradients behind in the network's parameters.
 */
public final class StepParts {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double GIGA = 1e9;
    private static final int WARMUP = 1;

    private final SemiGda model;
    private final StepCost cost;
    private final long images;
    private final long labelled;
    private final long size;
    private final boolean bf16;
    private final int rounds;
    private final Map<String, double[]> forward = new LinkedHashMap<>();
    private final Map<String, double[]> backward = new LinkedHashMap<>();

    /**
     * Medians over the rounds.
     *
     * @param name of the network
     * @param forwardMillis by the clock
     * @param backwardMillis the same, 0 where there is none
     * @param gigaflop that the method asks for, forward and backward, in 10^9
     * @param gigaflopPerSecond the same each second
     */
    public record Part(
            String name, double forwardMillis, double backwardMillis, double gigaflop, double gigaflopPerSecond) {}

    StepParts(SemiGda model, Settings settings, int rounds) {
        this.model = model;
        this.cost = new StepCost(settings);
        this.labelled = settings.get(Keys.BATCH_LABELLED);
        this.images = labelled + settings.get(Keys.BATCH_UNLABELLED);
        this.size = settings.get(Keys.IMAGE_SIZE);
        this.bf16 = settings.get(Keys.PRECISION) == Keys.Precision.BF16;
        this.rounds = rounds;
    }

    List<Part> measure() {
        model.training(true);
        for (int round = -WARMUP; round < rounds; round++) {
            round(round);
        }
        List<Part> parts = new ArrayList<>();
        forward.forEach((name, times) -> {
            double there = median(times);
            double back = median(backward.getOrDefault(name, new double[rounds]));
            double gigaflop = cost.operations(model.state(), share(name)) / GIGA;
            parts.add(new Part(name, there, back, gigaflop, gigaflop * 1000 / (there + back)));
        });
        return parts;
    }

    private void round(int round) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor pictures = Tensors.to(torch.rand(images + labelled, 3, size, size), model.device());
            if (model.device().kind() == Device.Kind.CPU || bf16) {
                pictures = Tensors.channelsLast(pictures);
            }
            Tensor all = pictures;
            Tensor own = pictures.narrow(0, 0, images);
            Posterior[] made = new Posterior[2];
            time("frozen encoder", round, forward, () -> {
                try (NoGrad guard = NoGrad.on()) {
                    made[0] = model.encodeFrozen(all);
                    return List.of(made[0].mean());
                }
            });
            List<Tensor> features = made[0].features().stream()
                    .map(feature -> feature.narrow(0, 0, images))
                    .toList();
            Tensor latent = made[0].mean().narrow(0, 0, images).to(ScalarType.Float);
            both("M", round, () -> List.of(model.mapLatent(latent)));
            both("E", round, () -> {
                made[1] = model.encodeImage(own);
                List<Tensor> results = new ArrayList<>(made[1].features());
                results.add(made[1].mean());
                return results;
            });
            List<Tensor> leaves = made[1].features().stream()
                    .map(feature -> feature.detach().set_requires_grad(true))
                    .toList();
            both("decoder, image branch", round, () -> List.of(model.decode(Branch.IMAGE, leaf(latent), features)));
            both("decoder, mask branch", round, () -> List.of(model.decode(Branch.MASK, leaf(latent), leaves)));
        }
    }

    private static Tensor leaf(Tensor values) {
        return values.detach().clone().set_requires_grad(true);
    }

    private void both(String name, int round, Supplier<List<Tensor>> work) {
        List<Tensor> results = time(name, round, forward, work);
        Tensor[] ones = results.stream().map(torch::ones_like).toArray(Tensor[]::new);
        time(name, round, backward, () -> {
            torch.backward(
                    new TensorVector(results.toArray(new Tensor[0])),
                    new TensorVector(ones),
                    new BoolOptional(),
                    false,
                    new TensorVector());
            return List.of();
        });
    }

    private List<Tensor> time(String name, int round, Map<String, double[]> times, Supplier<List<Tensor>> work) {
        long start = System.nanoTime();
        List<Tensor> results;
        try (Autocast cast = Autocast.bf16(model.device(), bf16 && times == forward)) {
            results = work.get();
        }
        if (model.device().kind() == Device.Kind.CUDA) {
            torch.cuda_synchronize();
        }
        if (round >= 0) {
            times.computeIfAbsent(name, any -> new double[rounds])[round] =
                    (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
        return results;
    }

    /** Which part of a parameter's operations belongs to a part of the step. */
    private static ToDoubleFunction<String> share(String part) {
        return switch (part) {
            case "frozen encoder" ->
                name -> name.startsWith("vae_model.encoder.") || name.contains(".quant_conv.") ? 1 : 0;
            case "M" -> name -> name.startsWith("mapping_model.") ? 1 : 0;
            case "E" -> name -> name.startsWith("resnet.") ? 1 : 0;
            case "decoder, image branch" -> name -> decoder(name, "Jump_vae", "Jump_cnn");
            default -> name -> decoder(name, "Jump_cnn", "Jump_vae");
        };
    }

    private static double decoder(String name, String adapters, String others) {
        boolean ofDecoder = name.startsWith("vae_model.decoder.") || name.startsWith("vae_model.post_quant");
        if (!ofDecoder || name.contains(others)) {
            return 0;
        }
        return name.contains(adapters) ? 1 : 0.5;
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
