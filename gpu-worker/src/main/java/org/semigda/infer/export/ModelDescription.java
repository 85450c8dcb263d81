package org.semigda.infer.export;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.infer.OpenModel;
import org.semigda.model.ModelConfig;
import org.semigda.protocol.Wire;

/**
 * What {@code model.json} says about an exported model.
 *
 * @param format of this file; 1
 * @param producer the program that trained and exported it, with its release
 * @param license of the weights: an SPDX name or a text of the owner's; {@code unspecified} until somebody says
 * @param weights {@code trained}, or {@code averaged} for their moving average
 * @param input what it takes
 * @param output what it gives
 * @param training how it came to be
 * @param validation scores by name on the images that chose the checkpoint: {@code dice}, {@code iou}, {@code hd95} ...
 * @param test the test part's scores, where the checkpoint's run has scored them
 * @param files of the folder, with size and SHA-256
 */
record ModelDescription(
        int format,
        String producer,
        String license,
        String weights,
        Input input,
        Output output,
        Training training,
        Map<String, Double> validation,
        @Nullable Map<String, Double> test,
        List<File> files) {

    static final int FORMAT = 1;

    /** @param height the network's own, to which images are resized */
    record Input(String channels, int height, int width, String resize, String range) {}

    /**
     * What the classes are.
     *
     * @param acr how label values map to the autoencoder's range: {@code paper} or {@code full}
     * @param rule how a class is read from the probabilities
     */
    record Output(int classes, List<String> names, String acr, double threshold, String rule) {}

    /**
     * How it was trained.
     *
     * @param data hexadecimal SHA-256 of the data set, as {@code semigda data inspect} gives it; empty if unknown
     * @param settings every setting by its name
     */
    record Training(
            String data,
            long step,
            int stage,
            @JsonProperty("scale_factor") double scaleFactor,
            @JsonProperty("image_adapters") boolean imageAdapters,
            @JsonProperty("mask_adapters") boolean maskAdapters,
            Map<String, String> settings) {}

    /** One file. */
    record File(String name, long bytes, String sha256) {}

    /** Describes an opened model; without files. */
    static ModelDescription of(OpenModel open, String license, Optional<Map<String, Double>> test) {
        CheckpointInfo info = open.info();
        ModelConfig config = open.model().config();
        return new ModelDescription(
                FORMAT,
                "semigda " + info.version(),
                license,
                open.weights().name().toLowerCase(java.util.Locale.ROOT),
                new Input(
                        "RGB",
                        config.height(),
                        config.width(),
                        "triangle filter, widened where it shrinks, rounded to 8 bit",
                        "[-1,1]: value / 127.5 - 1"),
                output(config),
                new Training(
                        info.splitHash(),
                        info.globalStep(),
                        info.stage(),
                        open.model().vae().scaleFactor(),
                        Adapters.image(open),
                        Adapters.mask(open),
                        new TreeMap<>(info.settings())),
                new TreeMap<>(info.scores()),
                test.orElse(null),
                List.of());
    }

    ModelDescription with(List<File> listed) {
        return new ModelDescription(
                format, producer, license, weights, input, output, training, validation, test, List.copyOf(listed));
    }

    String toJson() {
        return Wire.writePretty(this);
    }

    private static Output output(ModelConfig config) {
        boolean two = config.classes() == 2;
        List<String> names = new java.util.ArrayList<>(List.of("background"));
        for (int k = 1; k < config.classes(); k++) {
            names.add(two ? "foreground" : "class " + k);
        }
        return new Output(
                config.classes(),
                names,
                config.acr().name().toLowerCase(java.util.Locale.ROOT),
                0.5,
                two
                        ? "foreground where its probability is at least the threshold"
                        : "the most probable class; the lower one of two");
    }
}
