package org.semigda.train;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.semigda.conf.Keys;
import org.semigda.conf.Setting;
import org.semigda.conf.Settings;

/**
 * Keeps the autoencoders that stage 0 trained, so that a later run with the same settings, seed and training images goes straight
 * to stage 1 (ours). One file each, named by a hash of everything stage 0's result depends on.
 */
public final class AutoencoderCache {

    /** What stage 0 depends on; a new setting that changes its result belongs here. */
    private static final List<Setting<?>> SETTINGS = List.of(
            Keys.SEED,
            Keys.PRECISION,
            Keys.IMAGE_SIZE,
            Keys.VAE_KIND,
            Keys.VAE_CH,
            Keys.VAE_MULTIPLIERS,
            Keys.MODEL_CLASSES,
            Keys.MODEL_ACR,
            Keys.DATA_AUGMENT,
            Keys.STAGE0_STEPS,
            Keys.STAGE0_BATCH,
            Keys.STAGE0_LR,
            Keys.STAGE0_KL,
            Keys.WEIGHT_DECAY_ADAMW,
            Keys.GRADIENT_CLIP);

    private final Path folder;

    /** A cache in this folder, which is made when something is first saved. */
    public AutoencoderCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The place of the autoencoder for these settings and training images.
     *
     * @param trainingHash {@link org.semigda.data.Split#trainingHash}: with other test images it is another autoencoder
     */
    public AutoencoderSlot slot(Settings settings, String trainingHash) {
        Map<String, String> used = new TreeMap<>();
        SETTINGS.forEach(setting -> used.put(setting.key(), String.valueOf(settings.get(setting))));
        used.put("data", trainingHash);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(used.toString().getBytes(StandardCharsets.UTF_8));
            return new AutoencoderSlot(folder.resolve(HexFormat.of().formatHex(hash, 0, 16) + ".safetensors"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
