package org.semigda.infer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.data.ModelInput;
import org.semigda.data.Picture;
import org.semigda.model.Branch;
import org.semigda.model.ModelConfig;
import org.semigda.model.Posterior;
import org.semigda.model.SemiGda;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * Runs a model forward on both branches (paper, 4.2): no randomness, no gradients, nothing native left behind. Puts the
 * model into evaluation mode and leaves it there. Use it on the model's own thread.
 */
public final class Predictor {

    private final SemiGda model;
    private final boolean imageAdapters;
    private final boolean maskAdapters;

    /** For a model with the adapters of both branches. */
    public Predictor(SemiGda model) {
        this(model, true, true);
    }

    /** For a model trained with or without the adapters of either branch (paper, table 4). */
    public Predictor(SemiGda model, boolean imageAdapters, boolean maskAdapters) {
        this.model = model;
        this.imageAdapters = imageAdapters;
        this.maskAdapters = maskAdapters;
    }

    /** For a model trained with these settings. */
    public static Predictor of(SemiGda model, Settings settings) {
        return new Predictor(model, settings.get(Keys.ADAPTERS_IMAGE), settings.get(Keys.ADAPTERS_MASK));
    }

    /** The shape of the model. */
    public ModelConfig config() {
        return model.config();
    }

    /** Predicts every image of a batch; its masks are not looked at. */
    public Prediction predict(Batch batch) {
        return predict(batch.pixels(), batch.images(), batch.height(), batch.width());
    }

    /** Predicts pictures of any size; they are resized, and the maps have the size the model works at. */
    public Prediction predict(List<Picture> pictures) {
        int height = config().height();
        int width = config().width();
        return predict(ModelInput.of(pictures, height, width), pictures.size(), height, width);
    }

    /** Predicts {@code images} images of RGB pixels in [-1, 1], [images, 3, height, width]. */
    Prediction predict(FloatBuffer pixels, int images, int height, int width) {
        model.training(false);
        try (NoGrad noGrad = NoGrad.on();
                TorchScope scope = TorchScope.open()) {
            Tensor input = Tensors.to(Tensors.of(pixels, images, 3, height, width), model.device());
            List<float[]> image = split(imageBranch(input), images);
            List<float[]> mask = split(maskBranch(input), images);
            List<BranchMaps> maps = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                maps.add(BranchMaps.of(image.get(i), mask.get(i)));
            }
            return new Prediction(height, width, model.config().classes(), maps);
        }
    }

    /** The latents of every image of a batch; each must have its mask there. */
    public List<Latents> latents(Batch batch) {
        int images = batch.images();
        int height = batch.height();
        int width = batch.width();
        byte[] labels = new byte[images * height * width];
        batch.labels().get(labels);
        model.training(false);
        try (NoGrad noGrad = NoGrad.on();
                TorchScope scope = TorchScope.open()) {
            Tensor input = Tensors.to(Tensors.of(batch.pixels(), images, 3, height, width), model.device());
            Tensor masks = Tensors.to(Tensors.ofLabels(labels, images, height, width), model.device());
            Tensor frozen = model.scaledMean(model.encodeFrozen(input));
            List<float[]> vae = split(frozen, images);
            List<float[]> mapped = split(model.mapLatent(frozen), images);
            List<float[]> encoded = split(model.scaledMean(model.encodeImage(input)), images);
            List<float[]> prior = split(model.annotationLatent(masks), images);
            int rows = (int) frozen.size(2);
            int columns = (int) frozen.size(3);
            return IntStream.range(0, images)
                    .mapToObj(i -> new Latents(rows, columns, vae.get(i), mapped.get(i), encoded.get(i), prior.get(i)))
                    .toList();
        }
    }

    private Tensor imageBranch(Tensor input) {
        Posterior frozen = model.encodeFrozen(input);
        Tensor latent = model.mapLatent(model.scaledMean(frozen));
        return value(model.decode(Branch.IMAGE, latent, imageAdapters ? frozen.features() : List.of()));
    }

    private Tensor maskBranch(Tensor input) {
        Posterior seen = model.encodeImage(input);
        return value(model.decode(Branch.MASK, model.scaledMean(seen), maskAdapters ? seen.features() : List.of()));
    }

    private Tensor value(Tensor decoded) {
        return model.toValue(decoded.to(ScalarType.Float));
    }

    private static List<float[]> split(Tensor maps, int images) {
        float[] all = Tensors.toFloats(maps);
        int size = all.length / images;
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            parts.add(Arrays.copyOfRange(all, i * size, (i + 1) * size));
        }
        return parts;
    }
}
