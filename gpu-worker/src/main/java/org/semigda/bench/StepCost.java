package org.semigda.bench;

import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;

/**
 * Floating-point operations of a stage-2 step with all losses on, by the method's own description: a convolution costs 2 x
 * taps x channels in x channels out at each position of its output, its gradients by input and by weight as much again each,
 * where they are needed. Attention's two products are counted too; normalisations and activations are not. It is the work
 * that the method asks for, not what an implementation does: one that finds a shorter way shows a higher rate.
 */
final class StepCost {

    private static final Pattern LEVEL = Pattern.compile("(?:down|up|Jump_vae|Jump_cnn)\\.(\\d)\\.");
    private static final Pattern STAGE = Pattern.compile("^resnet\\.layer(\\d)\\.");
    private static final Pattern TAESD = Pattern.compile("^vae_model\\.(encoder|decoder)\\.(\\d+)\\.");
    private static final Pattern ATTENTION = Pattern.compile(".*(attn_1|attention)\\.q\\.weight$");
    private static final Pattern UNUSED = Pattern.compile("mapping_model\\.convds[123]\\..*");
    private static final int DEEPEST = 3;

    private final long size;
    private final long labelled;
    private final long images;

    StepCost(Settings settings) {
        size = settings.get(Keys.IMAGE_SIZE);
        labelled = settings.get(Keys.BATCH_LABELLED);
        images = labelled + settings.get(Keys.BATCH_UNLABELLED);
    }

    /** Of a network with these weights, by their full names. */
    double operations(Map<String, Tensor> state) {
        return operations(state, name -> 1);
    }

    /** The same of a part of the weights: each counts as much as {@code share} says, from 0 to 1. */
    double operations(Map<String, Tensor> state, ToDoubleFunction<String> share) {
        return state.entrySet().stream()
                .filter(entry -> entry.getValue().dim() == 4)
                .filter(entry -> !UNUSED.matcher(entry.getKey()).matches())
                .mapToDouble(entry -> share.applyAsDouble(entry.getKey())
                        * of(entry.getKey(), entry.getValue().shape()))
                .sum();
    }

    private double of(String name, long... shape) {
        double side = (double) (size >> level(name));
        double positions = side * side;
        double forward = 2.0 * shape[0] * shape[1] * shape[2] * shape[3] * positions;
        // Queries times keys, and weights times values: each 2 x positions^2 x channels; backward doubles both.
        double attention = ATTENTION.matcher(name).matches() ? 4.0 * positions * positions * shape[0] : 0;
        if (name.startsWith("vae_model.encoder.")) {
            return (images + labelled) * (forward + attention); // frozen, and nothing before it learns
        }
        if (name.equals("vae_model.quant_conv.weight")) {
            return (images + labelled) * forward + images * 2 * forward; // of the frozen pass, and of E's moments
        }
        if (name.startsWith("vae_model.decoder.Jump_")) {
            return images * 3 * forward;
        }
        if (name.startsWith("vae_model.")) {
            return 2 * images * (2 * forward + 3 * attention); // both branches; frozen, so no gradients by weight
        }
        boolean first = name.equals("resnet.conv1.weight") || name.equals("mapping_model.input_blocks.weight");
        return images * ((first ? 2 : 3) * forward + 3 * attention);
    }

    /** How often the output of a convolution is half as high and wide as the image. */
    private static int level(String name) {
        Matcher stage = STAGE.matcher(name);
        if (stage.find()) {
            return Integer.parseInt(stage.group(1));
        }
        if (name.equals("resnet.conv1.weight")) {
            return 0;
        }
        Matcher level = LEVEL.matcher(name);
        if (level.find()) {
            int number = Integer.parseInt(level.group(1));
            if (name.contains(".downsample.")) {
                return number + 1;
            }
            return name.contains(".upsample.") ? number - 1 : number;
        }
        Matcher taesd = TAESD.matcher(name);
        if (taesd.find()) {
            // Each level takes four layers of the encoder (five of the decoder, with its upsampling): see Taesd.
            int index = Integer.parseInt(taesd.group(2));
            return taesd.group(1).equals("encoder")
                    ? Math.min(DEEPEST, (index + 2) / 4)
                    : DEEPEST - Math.min(DEEPEST, Math.max(0, (index - 2) / 5));
        }
        return name.matches("vae_model\\.(encoder\\.conv_in|decoder\\.conv_out)\\.weight") ? 0 : DEEPEST;
    }
}
