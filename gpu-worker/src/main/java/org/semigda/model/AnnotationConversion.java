package org.semigda.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.Tensors;

/**
 * ACR: masks to the autoencoder's range and back (paper, eq. 11, as {@link AcrMode#PAPER}; the release's variant as
 * {@link AcrMode#FULL}). The reversion is the exact inverse.
 *
 * @param classes K, background included, at least 2
 * @param mode over K or K-1
 */
public record AnnotationConversion(int classes, AcrMode mode) {

    /** The value in [-1,1] that stands for class {@code label}. */
    public double level(double label) {
        return label * 2 / divisor() - 1;
    }

    /** Labels [B,H,W] (int64, 0 to K-1) to an image [B,3,H,W] in [-1,1] with three equal channels. */
    public Tensor toImage(Tensor labels) {
        Tensor values = Tensors.affine(labels.to(ScalarType.Float), 2 / divisor(), -1);
        return values.unsqueeze(1).expand(-1, 3, -1, -1);
    }

    /**
     * The decoder's output [B,3,H,W] to label values [B,1,H,W] in [0, K-1]; for K = 2 the foreground's probability.
     * Gradients pass inside the range.
     */
    public Tensor toValue(Tensor decoded) {
        Tensor mean = decoded.mean(new long[] {1}, true, null);
        Tensor value = Tensors.affine(mean, divisor() / 2, divisor() / 2);
        return Tensors.clamp(value, 0, classes - 1);
    }

    /**
     * Label values [B,1,H,W] to soft maps: for K = 2 the values themselves, the foreground's map; for K &gt; 2
     * [B,K,H,W] with {@code max(0, 1 - |v - k|)} for class k.
     */
    public Tensor toMaps(Tensor value) {
        if (classes == 2) {
            return value;
        }
        Tensor[] maps = new Tensor[classes];
        for (int k = 0; k < classes; k++) {
            maps[k] = Tensors.affine(Tensors.affine(value, 1, -k).abs(), -1, 1).relu();
        }
        return Tensors.cat(1, maps);
    }

    /**
     * The targets that belong to {@link #toMaps}: labels [B,H,W] to [B,1,H,W] (K = 2: 1 is foreground) or one-hot
     * [B,K,H,W], float.
     */
    public Tensor toTargets(Tensor labels) {
        return toMaps(labels.to(ScalarType.Float).unsqueeze(1));
    }

    /** Label values [B,1,H,W] to hard labels [B,H,W], int64: K = 2 at the threshold 0.5 (inclusive), else rounded. */
    public Tensor toLabels(Tensor value) {
        Tensor flat = value.squeeze(1);
        try (Scalar half = new Scalar(0.5)) {
            return classes == 2
                    ? torch.ge(flat, half).to(ScalarType.Long)
                    : flat.round().to(ScalarType.Long);
        }
    }

    private double divisor() {
        return mode == AcrMode.PAPER ? classes : classes - 1;
    }
}
