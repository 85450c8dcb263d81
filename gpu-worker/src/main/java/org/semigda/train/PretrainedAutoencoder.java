package org.semigda.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.checkpoint.TensorData;
import org.semigda.checkpoint.WeightFile;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.model.AutoencoderNames;
import org.semigda.model.SemiGda;
import org.semigda.model.Taesd;
import org.semigda.model.Vae;

/** Gives a model the autoencoder its settings name, or an earlier run's. */
final class PretrainedAutoencoder {

    private static final String PREFIX = "vae_model.";
    private static final String ADAPTERS = PREFIX + "decoder.Jump_";
    private static final List<String> FILES = List.of(
            "diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors",
            "vae.safetensors",
            "model.safetensors",
            "diffusion_pytorch_model.bin",
            "vae/diffusion_pytorch_model.bin");
    private static final String TAESD_ENCODER = "taesd_encoder.safetensors";
    private static final String TAESD_DECODER = "taesd_decoder.safetensors";

    private PretrainedAutoencoder() {}

    /**
     * Loads what {@code vae.weights} names; without it the cached autoencoder, when there is one.
     *
     * @throws UserError when the weights are missing, unreadable, or those of another network
     */
    static void load(SemiGda model, Settings settings, Optional<AutoencoderSlot> cache) {
        String named = settings.get(Keys.VAE_WEIGHTS);
        if (settings.get(Keys.VAE_KIND) == Keys.Vae.TAESD) {
            if (named.isEmpty()) {
                throw new UserError("vae.kind=taesd needs pretrained weights; name the folder of " + TAESD_ENCODER
                        + " and " + TAESD_DECODER + " with vae.weights");
            }
            loadTaesd(model.vae(), Path.of(named));
        } else if (!named.isEmpty()) {
            loadKl(model, file(Path.of(named)));
        } else {
            cache.filter(AutoencoderSlot::ready).ifPresent(slot -> slot.load(model));
        }
    }

    private static void loadTaesd(Vae vae, Path folder) {
        if (!(vae instanceof Taesd taesd)) {
            throw new IllegalStateException("the model has no tiny autoencoder");
        }
        taesd.load(Taesd.join(read(folder.resolve(TAESD_ENCODER)), read(folder.resolve(TAESD_DECODER))));
    }

    private static void loadKl(SemiGda model, Path file) {
        Map<String, TensorData> found = AutoencoderNames.toCompVis(read(file));
        Map<String, TensorData> used = new LinkedHashMap<>();
        for (String name : model.state().keySet()) {
            if (name.startsWith(PREFIX) && !name.startsWith(ADAPTERS)) {
                TensorData data = found.get(name.substring(PREFIX.length()));
                if (data == null) {
                    throw new UserError("vae.weights: " + file + " has no tensor " + name.substring(PREFIX.length())
                            + "; it must hold a KL autoencoder in CompVis or diffusers naming");
                }
                used.put(name, data);
            }
        }
        model.load(used, false);
    }

    private static Path file(Path named) {
        if (!Files.isDirectory(named)) {
            return named;
        }
        return FILES.stream()
                .map(named::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new UserError("vae.weights: the folder " + named + " has none of " + FILES));
    }

    private static Map<String, TensorData> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("vae.weights: there is no file " + file);
        }
        try {
            return WeightFile.read(file).tensors();
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError("vae.weights: cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
