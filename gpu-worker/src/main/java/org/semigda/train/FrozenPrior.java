package org.semigda.train;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.model.Posterior;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * What the frozen autoencoder says about a batch, without gradients. Images and annotation pictures go through it
 * together, in one pass, or the masks alone ({@link #annotation}).
 *
 * @param latent [B, 4, h, w], scaled means of the images
 * @param logvar [B, 4, h, w]
 * @param features S_v of the images, finest first
 * @param annotation z_g of the masks, scaled, [L, 4, h, w], when asked for
 */
record FrozenPrior(Tensor latent, Tensor logvar, List<Tensor> features, Optional<Tensor> annotation) {

    static FrozenPrior of(SemiGda model, StepInputs inputs, boolean withAnnotation) {
        try (NoGrad guard = NoGrad.on()) {
            long count = inputs.count();
            Tensor pictures = withAnnotation
                    ? Tensors.cat(0, inputs.images(), model.acr().toImage(inputs.labels()))
                    : inputs.images();
            Posterior posterior = encode(model, pictures);
            Tensor scaled = scaled(model, posterior);
            return new FrozenPrior(
                    scaled.narrow(0, 0, count),
                    posterior.logvar().narrow(0, 0, count).to(ScalarType.Float),
                    posterior.features().stream()
                            .map(feature -> feature.narrow(0, 0, count))
                            .toList(),
                    withAnnotation ? Optional.of(scaled.narrow(0, count, inputs.labelled())) : Optional.empty());
        }
    }

    /** z_g of masks [n, H, W] alone, [n, 4, h, w]. */
    static Tensor annotation(SemiGda model, Tensor labels) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            return scope.leave(scaled(model, encode(model, model.acr().toImage(labels))));
        }
    }

    private static Posterior encode(SemiGda model, Tensor pictures) {
        boolean last = model.device().kind() == Device.Kind.CPU || Autocast.on(model.device());
        return model.encodeFrozen(last ? Tensors.channelsLast(pictures) : pictures);
    }

    private static Tensor scaled(SemiGda model, Posterior posterior) {
        return posterior.mean().to(ScalarType.Float).mul(new Scalar(model.vae().scaleFactor()));
    }
}
