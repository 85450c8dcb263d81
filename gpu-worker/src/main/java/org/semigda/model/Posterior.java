package org.semigda.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.Tensors;

/**
 * A distribution of latents and the features seen on the way.
 *
 * @param mean [B,4,H/8,W/8], unscaled
 * @param logvar [B,4,H/8,W/8], in [-30, 20]
 * @param features one tensor per level, finest (H x W) first
 */
public record Posterior(Tensor mean, Tensor logvar, List<Tensor> features) {

    public Posterior {
        features = List.copyOf(features);
    }

    /** Splits moments [B,8,h,w] into mean and logvar, the latter clamped to [-30, 20]. */
    static Posterior split(Tensor moments, List<Tensor> features) {
        Tensor logvar = Tensors.clamp(moments.narrow(1, 4, 4), -30, 20);
        return new Posterior(moments.narrow(1, 0, 4), logvar, features);
    }
}
