package org.semigda.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.TensorData;
import org.semigda.nn.BatchMode;
import org.semigda.torch.Device;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;

/**
 * The whole network: a frozen autoencoder, the latent mapping M, the image encoder E and the skip adapters of both
 * branches. It belongs to one thread. New tensors belong to the scope that is open; parameters live until
 * {@link #close}.
 */
public final class SemiGda implements AutoCloseable {

    private static final String VAE_PREFIX = "vae_model.";
    private static final String IMAGE_ADAPTERS_PREFIX = VAE_PREFIX + "decoder.Jump_vae.";
    private static final String MASK_ADAPTERS_PREFIX = VAE_PREFIX + "decoder.Jump_cnn.";
    private static final String ENCODER_PREFIX = "resnet.";
    private static final String MAPPING_PREFIX = "mapping_model.";

    /** The release registers the adapters in the decoder before its last layers; checkpoints keep that order. */
    private static final String FIRST_AFTER_ADAPTERS = "decoder.norm_out.weight";

    private final ModelConfig config;
    private final Device device;
    private final AnnotationConversion acr;
    private final Vae vae;
    private final ImageEncoder encoder;
    private final LatentMapping mapping;
    private final SkipAdapters imageAdapters;
    private final SkipAdapters maskAdapters;
    private final Map<String, Tensor> state;

    /** Untrained weights (section 1 of the specification), the same for the same seed; in evaluation mode. */
    public SemiGda(ModelConfig config, Device device, long seed) {
        this.config = config;
        this.device = device;
        acr = new AnnotationConversion(config.classes(), config.acr());
        vae = switch (config.vae()) {
            case KL -> new AutoencoderKl(config, device, seed);
            case TAESD -> new Taesd(device, seed);
        };
        encoder = new ImageEncoder(config, device, seed + 1);
        mapping = new LatentMapping(config.mappingCh(), device, seed + 2);
        imageAdapters = new SkipAdapters(config.encoderWidths(), device, seed + 3);
        maskAdapters = new SkipAdapters(config.encoderWidths(), device, seed + 4);
        state = collectState();
    }

    /** What this network was built from. */
    public ModelConfig config() {
        return config;
    }

    /** Where its parameters are and its inputs must be. */
    public Device device() {
        return device;
    }

    /** The autoencoder, frozen unless someone makes it trainable. */
    public Vae vae() {
        return vae;
    }

    /** The conversion between masks and the autoencoder's range. */
    public AnnotationConversion acr() {
        return acr;
    }

    /** E_v (paper, eq. 1): images [B,3,H,W] in [-1,1] to the unscaled posterior and S_v; no gradients. */
    public Posterior encodeFrozen(Tensor images) {
        try (NoGrad guard = NoGrad.on()) {
            return vae.encode(images);
        }
    }

    /** z_g (paper, eq. 4): labels [B,H,W], int64, 0 to K-1, to scaled latents [B,4,h,w]; no gradients. */
    public Tensor annotationLatent(Tensor labels) {
        return scaledMean(encodeFrozen(acr.toImage(labels)));
    }

    /** The mean times the scale factor: the latent that M and the decoder take. */
    public Tensor scaledMean(Posterior posterior) {
        return Tensors.affine(posterior.mean(), vae.scaleFactor(), 0);
    }

    /** M (paper, eq. 2): scaled latents [B,4,h,w] of images to those of annotations. */
    public Tensor mapLatent(Tensor latent) {
        return mapping.forward(latent);
    }

    /** E (paper, eq. 3) through the frozen {@code quant_conv}: images [B,3,H,W] to the unscaled posterior and S_r. */
    public Posterior encodeImage(Tensor images) {
        return encodeImage(images, Runnable::run);
    }

    /**
     * The same.
     *
     * @param weightGradients gets those gradients of E's weights in the backward pass that nothing else waits for: most of its
     *     convolutions'. The pass is not over before they are done
     */
    public Posterior encodeImage(Tensor images, Executor weightGradients) {
        List<Tensor> features = new ArrayList<>();
        return vae.moments(encoder.forward(images, features, weightGradients), features);
    }

    /**
     * D with the branch's adapters: scaled latents [B,4,h,w] to [B,3,H,W], before ACR.
     *
     * @param features of the branch (S_v for the image branch, S_r for the mask branch), finest first; an empty list
     *     leaves the adapters out
     */
    public Tensor decode(Branch branch, Tensor latent, List<Tensor> features) {
        if (features.isEmpty()) {
            return vae.decode(latent);
        }
        SkipAdapters adapters = branch == Branch.IMAGE ? imageAdapters : maskAdapters;
        return vae.decode(latent, adapters.on(features));
    }

    /** The reversion of ACR (paper, eq. 11): decoded [B,3,H,W] to [B,1,H,W] in [0, K-1]; a probability for K = 2. */
    public Tensor toValue(Tensor decoded) {
        return acr.toValue(decoded);
    }

    /** Whether E's batch statistics and dropout are live. M and the adapters have neither; the autoencoder stays as it is. */
    public void training(boolean on) {
        mode(on ? BatchMode.TRAINING : BatchMode.EVALUATION);
    }

    /** {@link #training} where the batch may be a part of one. */
    public void mode(BatchMode next) {
        encoder.mode(next);
    }

    /** The trainable parameters of a part, each once, by full name. */
    public Map<String, Tensor> parameters(Part part) {
        return switch (part) {
            case VAE -> named(VAE_PREFIX, vae.parameters().parameters());
            case IMAGE_ENCODER -> named(ENCODER_PREFIX, encoder.parameters().parameters());
            case MAPPING -> named(MAPPING_PREFIX, mapping.parameters().parameters());
            case IMAGE_ADAPTERS ->
                named(IMAGE_ADAPTERS_PREFIX, imageAdapters.parameters().parameters());
            case MASK_ADAPTERS ->
                named(MASK_ADAPTERS_PREFIX, maskAdapters.parameters().parameters());
        };
    }

    /**
     * Every parameter and buffer by the name a checkpoint carries, in the release's order. Each PReLU of M appears
     * under two names, both the same tensor.
     */
    public Map<String, Tensor> state() {
        return state;
    }

    /**
     * Copies stored tensors into this network; nothing is changed on failure.
     *
     * @param strict whether every name must be present and none unknown; otherwise the common names are copied
     * @throws org.semigda.conf.UserError naming the first missing, unknown or mis-shaped tensors
     */
    public void load(Map<String, TensorData> tensors, boolean strict) {
        StateLoader.load(state, tensors, strict);
    }

    /** A copy of {@link #state()} that a checkpoint can hold. */
    public Map<String, TensorData> save() {
        return StateLoader.save(state);
    }

    @Override
    public void close() {
        vae.close();
        encoder.close();
        mapping.close();
        imageAdapters.close();
        maskAdapters.close();
    }

    /** E alone, before {@code quant_conv}: for tests. */
    ImageEncoder imageEncoder() {
        return encoder;
    }

    private Map<String, Tensor> collectState() {
        Map<String, Tensor> adapters = new LinkedHashMap<>();
        adapters.putAll(named(IMAGE_ADAPTERS_PREFIX, imageAdapters.parameters().state()));
        adapters.putAll(named(MASK_ADAPTERS_PREFIX, maskAdapters.parameters().state()));
        Map<String, Tensor> all = new LinkedHashMap<>();
        vae.parameters().state().forEach((name, tensor) -> {
            if (name.equals(FIRST_AFTER_ADAPTERS)) {
                all.putAll(adapters);
            }
            all.put(VAE_PREFIX + name, tensor);
        });
        all.putAll(adapters);
        all.putAll(named(ENCODER_PREFIX, encoder.parameters().state()));
        all.putAll(named(MAPPING_PREFIX, mapping.parameters().state()));
        return java.util.Collections.unmodifiableMap(all);
    }

    private static Map<String, Tensor> named(String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> full = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> full.put(prefix + name, tensor));
        return full;
    }
}
