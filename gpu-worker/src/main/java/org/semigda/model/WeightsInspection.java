package org.semigda.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.TensorData;
import org.semigda.torch.Device;

/**
 * What a file of weights turns out to be, told from its names and shapes alone.
 *
 * @param kind the network it belongs to
 * @param layout its widths, for people; empty where the kind has but one
 * @param found the tensors of that network, under the names used here
 * @param missing names the network needs and the file lacks, in the network's order
 * @param misshaped names whose shape is another one, with both
 * @param others names of tensors that are no part of the network
 */
public record WeightsInspection(
        Kind kind,
        String layout,
        Map<String, TensorData> found,
        List<String> missing,
        List<String> misshaped,
        List<String> others) {

    /** A network, or a half of one, with the naming that the file uses. */
    public enum Kind {
        SEMIGDA("a SemiGDA checkpoint"),
        KL_COMPVIS("a KL autoencoder in CompVis naming"),
        KL_DIFFUSERS("a KL autoencoder in diffusers naming"),
        STABLE_DIFFUSION("a Stable Diffusion checkpoint with its KL autoencoder (first_stage_model)"),
        TAESD_ENCODER("the encoder of the tiny autoencoder (TAESD)"),
        TAESD_DECODER("the decoder of the tiny autoencoder (TAESD)"),
        UNKNOWN("no network known here");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** For people: "this file is ...". */
        public String title() {
            return title;
        }

        /** Whether it holds a whole KL autoencoder that {@code vae.weights} takes. */
        public boolean isKl() {
            return this == KL_COMPVIS || this == KL_DIFFUSERS || this == STABLE_DIFFUSION;
        }
    }

    private static final String VAE = "vae_model.";
    private static final String FIRST_STAGE = "first_stage_model.";

    public WeightsInspection {
        found = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(found));
        missing = List.copyOf(missing);
        misshaped = List.copyOf(misshaped);
        others = List.copyOf(others);
    }

    /** Whether everything the network needs is there. */
    public boolean complete() {
        return kind != Kind.UNKNOWN && missing.isEmpty() && misshaped.isEmpty();
    }

    /** Looks at the names and shapes of a file's tensors; their values are not read. */
    public static WeightsInspection of(Map<String, TensorData> tensors) {
        if (tensors.containsKey("mapping_model.input_blocks.weight") || tensors.containsKey("resnet.conv1.weight")) {
            return semiGda(tensors);
        }
        Map<String, TensorData> compVis = AutoencoderNames.toCompVis(tensors);
        if (compVis.containsKey("encoder.conv_in.weight") || compVis.containsKey("decoder.conv_in.weight")) {
            return autoencoder(tensors, compVis);
        }
        if (tensors.containsKey("1.conv.0.weight") || tensors.containsKey("3.conv.0.weight")) {
            boolean encoder = tensors.containsKey("1.conv.0.weight");
            String half = encoder ? "encoder." : "decoder.";
            Map<String, long[]> shapes = new LinkedHashMap<>();
            try (Taesd tiny = new Taesd(Device.SHAPES_ONLY, 0)) {
                shapes(tiny.parameters().state()).forEach((name, shape) -> {
                    if (name.startsWith(half)) {
                        shapes.put(name.substring(half.length()), shape);
                    }
                });
            }
            return compared(encoder ? Kind.TAESD_ENCODER : Kind.TAESD_DECODER, "", shapes, tensors);
        }
        return new WeightsInspection(Kind.UNKNOWN, "", Map.of(), List.of(), List.of(), List.copyOf(tensors.keySet()));
    }

    private static WeightsInspection autoencoder(Map<String, TensorData> given, Map<String, TensorData> compVis) {
        Kind kind = Kind.KL_COMPVIS;
        if (given.keySet().stream().anyMatch(name -> name.startsWith(FIRST_STAGE))) {
            kind = Kind.STABLE_DIFFUSION;
        } else if (given.keySet().stream().anyMatch(name -> name.contains(".mid_block."))) {
            kind = Kind.KL_DIFFUSERS;
        }
        ModelConfig config = klLayout("", compVis).orElse(ModelConfig.of(128, 1, 2, 4, 4));
        try (AutoencoderKl kl = new AutoencoderKl(config, Device.SHAPES_ONLY, 0)) {
            return compared(kind, describe(config), shapes(kl.parameters().state()), compVis);
        }
    }

    private static WeightsInspection semiGda(Map<String, TensorData> tensors) {
        boolean tiny = tensors.containsKey(VAE + "encoder.0.weight");
        ModelConfig config =
                tiny ? ModelConfig.taesd() : klLayout(VAE, tensors).orElse(ModelConfig.of(128, 1, 2, 4, 4));
        TensorData input = tensors.get("mapping_model.input_blocks.weight");
        if (input != null && input.shape()[0] % 16 == 0) {
            config = config.withMappingCh((int) input.shape()[0]);
        }
        List<Integer> layers = IntStream.rangeClosed(1, 3)
                .mapToObj(stage -> Math.max(1, (int) IntStream.range(0, 64)
                        .filter(block -> tensors.containsKey("resnet.layer" + stage + "." + block + ".conv1.weight"))
                        .count()))
                .toList();
        config = config.withEncoderLayers(layers);
        try (SemiGda model = new SemiGda(config, Device.SHAPES_ONLY, 0)) {
            return compared(
                    Kind.SEMIGDA,
                    (tiny ? "tiny autoencoder" : describe(config)) + ", encoder blocks " + layers + ", mapping width "
                            + config.mappingCh(),
                    shapes(model.state()),
                    tensors);
        }
    }

    /** The widths that the encoder's tensors show; empty where these are missing or make no such autoencoder. */
    private static Optional<ModelConfig> klLayout(String prefix, Map<String, TensorData> tensors) {
        List<Integer> widths = new ArrayList<>();
        for (int level = 0; level < ModelConfig.LEVELS; level++) {
            TensorData conv = tensors.get(prefix + "encoder.down." + level + ".block.0.conv1.weight");
            widths.add(conv == null || conv.shape().length != 4 ? 0 : (int) conv.shape()[0]);
        }
        TensorData input = tensors.get(prefix + "encoder.conv_in.weight");
        int ch = input == null || input.shape().length != 4 ? 0 : (int) input.shape()[0];
        boolean regular = ch > 0 && ch % 32 == 0 && widths.stream().allMatch(width -> width > 0 && width % ch == 0);
        return regular
                ? Optional.of(ModelConfig.of(
                        ch, widths.stream().mapToInt(width -> width / ch).toArray()))
                : Optional.empty();
    }

    private static WeightsInspection compared(
            Kind kind, String layout, Map<String, long[]> wanted, Map<String, TensorData> given) {
        Map<String, TensorData> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> misshaped = new ArrayList<>();
        wanted.forEach((name, shape) -> {
            TensorData tensor = given.get(name);
            if (tensor == null) {
                missing.add(name);
            } else if (Arrays.equals(tensor.shape(), shape)) {
                found.put(name, tensor);
            } else {
                misshaped.add(name + " " + Arrays.toString(tensor.shape()) + " instead of " + Arrays.toString(shape));
            }
        });
        List<String> others = given.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .toList();
        return new WeightsInspection(kind, layout, found, missing, misshaped, others);
    }

    private static Map<String, long[]> shapes(Map<String, Tensor> state) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        state.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    private static String describe(ModelConfig config) {
        return "ch " + config.ch() + ", multipliers " + config.multipliers();
    }
}
