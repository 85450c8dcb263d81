package org.semigda.model;

import java.util.List;

/**
 * The shape of a {@link SemiGda} network.
 *
 * @param vae which autoencoder
 * @param ch base width of the KL autoencoder, a multiple of 32 (its GroupNorm has 32 groups): 128 in the paper
 * @param multipliers of ch for the four levels, finest first: 1,2,4,4 in the paper
 * @param encoderWidths channels of the image encoder's stem and three stages; those of the autoencoder's levels
 * @param encoderLayers basic blocks of the three stages: 3,4,6 in the paper
 * @param mappingCh base width of the latent mapping, a multiple of 16: 32 in the paper
 * @param classes K, background included, 2 to 255
 * @param acr how labels map to the autoencoder's range
 * @param height of images in pixels, a multiple of 8
 * @param width of images in pixels, a multiple of 8
 * @param dropout of the image encoder's head, in [0, 1): 0.1 in the paper
 */
public record ModelConfig(
        VaeKind vae,
        int ch,
        List<Integer> multipliers,
        List<Integer> encoderWidths,
        List<Integer> encoderLayers,
        int mappingCh,
        int classes,
        AcrMode acr,
        int height,
        int width,
        double dropout) {

    /** Levels of the autoencoder. */
    public static final int LEVELS = 4;

    /** How many times smaller than an image its latent is, each way. */
    public static final int REDUCTION = 1 << (LEVELS - 1);

    /** Channels of a latent. */
    public static final int LATENT = 4;

    /** Channels at every level of the tiny autoencoder. */
    public static final int TAESD_WIDTH = 64;

    public ModelConfig {
        multipliers = List.copyOf(multipliers);
        encoderWidths = List.copyOf(encoderWidths);
        encoderLayers = List.copyOf(encoderLayers);
        check(
                ch > 0 && ch % 32 == 0,
                "ch must be a multiple of 32 (the autoencoder's GroupNorm has 32 groups), was " + ch);
        check(
                multipliers.size() == LEVELS && multipliers.stream().allMatch(m -> m > 0),
                "multipliers must be four positive numbers, were " + multipliers);
        check(
                encoderLayers.size() == LEVELS - 1 && encoderLayers.stream().allMatch(n -> n > 0),
                "encoderLayers must be three positive numbers, were " + encoderLayers);
        List<Integer> levels = levelWidths(vae, ch, multipliers);
        check(
                encoderWidths.equals(levels),
                "encoderWidths must be the autoencoder's level widths " + levels + ", were " + encoderWidths);
        check(
                mappingCh > 0 && mappingCh % 16 == 0,
                "mappingCh must be a multiple of 16 (the mapping's GroupNorm has 16 groups), was " + mappingCh);
        check(classes >= 2 && classes <= 255, "classes must be 2 to 255 (background included), was " + classes);
        check(height >= REDUCTION && height % REDUCTION == 0, "height must be a multiple of 8, was " + height);
        check(width >= REDUCTION && width % REDUCTION == 0, "width must be a multiple of 8, was " + width);
        check(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), was " + dropout);
    }

    /** The paper's layout at a base width, for two classes of 224 x 224 images; change it with the {@code with} methods. */
    public static ModelConfig of(int ch, int... multipliers) {
        List<Integer> list = java.util.Arrays.stream(multipliers).boxed().toList();
        check(list.size() == LEVELS, "multipliers must be four positive numbers, were " + list);
        return new ModelConfig(
                VaeKind.KL,
                ch,
                list,
                levelWidths(VaeKind.KL, ch, list),
                List.of(3, 4, 6),
                32,
                2,
                AcrMode.PAPER,
                224,
                224,
                0.1);
    }

    /** The layout around the tiny autoencoder, for two classes of 224 x 224 images. */
    public static ModelConfig taesd() {
        List<Integer> ones = List.of(1, 1, 1, 1);
        return new ModelConfig(
                VaeKind.TAESD,
                TAESD_WIDTH,
                ones,
                levelWidths(VaeKind.TAESD, TAESD_WIDTH, ones),
                List.of(3, 4, 6),
                32,
                2,
                AcrMode.PAPER,
                224,
                224,
                0.1);
    }

    /** The same for images of another size. */
    public ModelConfig withSize(int newHeight, int newWidth) {
        return new ModelConfig(
                vae,
                ch,
                multipliers,
                encoderWidths,
                encoderLayers,
                mappingCh,
                classes,
                acr,
                newHeight,
                newWidth,
                dropout);
    }

    /** The same for another number of classes. */
    public ModelConfig withClasses(int count, AcrMode mode) {
        return new ModelConfig(
                vae, ch, multipliers, encoderWidths, encoderLayers, mappingCh, count, mode, height, width, dropout);
    }

    /** The same with another dropout. */
    public ModelConfig withDropout(double share) {
        return new ModelConfig(
                vae, ch, multipliers, encoderWidths, encoderLayers, mappingCh, classes, acr, height, width, share);
    }

    /** The same with another image encoder depth. */
    public ModelConfig withEncoderLayers(List<Integer> layers) {
        return new ModelConfig(
                vae, ch, multipliers, encoderWidths, layers, mappingCh, classes, acr, height, width, dropout);
    }

    /** The same with another width of the latent mapping. */
    public ModelConfig withMappingCh(int channels) {
        return new ModelConfig(
                vae, ch, multipliers, encoderWidths, encoderLayers, channels, classes, acr, height, width, dropout);
    }

    private static List<Integer> levelWidths(VaeKind vae, int ch, List<Integer> multipliers) {
        return multipliers.stream()
                .map(m -> vae == VaeKind.TAESD ? TAESD_WIDTH : ch * m)
                .toList();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
