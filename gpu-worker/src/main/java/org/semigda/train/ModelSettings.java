package org.semigda.train;

import java.util.Arrays;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.AcrMode;
import org.semigda.model.ModelConfig;

/** The network that settings describe. */
public final class ModelSettings {

    private ModelSettings() {}

    /** Its shape. */
    public static ModelConfig config(Settings settings) {
        int[] multipliers = Arrays.stream(settings.get(Keys.VAE_MULTIPLIERS).split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        ModelConfig base = settings.get(Keys.VAE_KIND) == Keys.Vae.TAESD
                ? ModelConfig.taesd()
                : ModelConfig.of(settings.get(Keys.VAE_CH), multipliers);
        AcrMode acr = settings.get(Keys.MODEL_ACR) == Keys.Acr.PAPER ? AcrMode.PAPER : AcrMode.FULL;
        int size = settings.get(Keys.IMAGE_SIZE);
        return base.withSize(size, size)
                .withClasses(settings.get(Keys.MODEL_CLASSES), acr)
                .withMappingCh(settings.get(Keys.MODEL_MAPPING_CH))
                .withDropout(settings.get(Keys.MODEL_DROPOUT));
    }
}
