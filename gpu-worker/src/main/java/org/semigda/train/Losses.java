package org.semigda.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The terms that training minimizes. Every result is a scalar tensor that gradients flow through. */
public final class Losses {

    /** Keeps the dice of two empty maps at 0; the paper's e. */
    static final double EPSILON = 1e-5;

    private Losses() {}

    /** Mean of the squared differences over all elements (paper, eq. 5 and 6). */
    public static Tensor mse(Tensor a, Tensor b) {
        return torch.mse_loss(a, b);
    }

    /** Mean of the absolute differences over all elements. */
    public static Tensor l1(Tensor a, Tensor b) {
        return torch.l1_loss(a, b);
    }

    /**
     * Dice loss (paper, eq. 8): {@code 1 - (2 sum(p y) + e) / (sum|p| + sum|y| + e)} per sample and class, then the mean.
     *
     * @param maps [N, C, H, W], soft maps in [0, 1]
     * @param targets [N, C, H, W], in [0, 1]
     */
    public static Tensor dice(Tensor maps, Tensor targets) {
        Tensor p = maps.flatten(2, -1);
        Tensor y = targets.flatten(2, -1);
        Scalar e = new Scalar(EPSILON);
        Tensor common = p.mul(y).sum(2).mul(new Scalar(2.0)).add(e);
        Tensor all = p.abs().sum(2).add(y.abs().sum(2)).add(e);
        return torch.rsub(common.div(all), new Scalar(1.0)).mean();
    }

    /**
     * Labelled prior term (paper, eq. 5).
     *
     * @param image z~_v of the labelled images, [N, 4, h, w]
     * @param mask z_r of the same
     * @param annotation z_g of their masks
     */
    public static Tensor supervisedPrior(Tensor image, Tensor mask, Tensor annotation) {
        return mse(image, annotation).add(mse(mask, annotation));
    }

    /** Unlabelled prior term (paper, eq. 6): the branches' latents against each other, gradients into both. */
    public static Tensor unsupervisedPrior(Tensor image, Tensor mask) {
        return mse(image, mask);
    }

    /** Labelled segmentation term (paper, eq. 9); all [N, C, H, W]. */
    public static Tensor supervisedSegmentation(Tensor image, Tensor mask, Tensor truth) {
        return dice(image, truth).add(dice(mask, truth));
    }

    /**
     * Unlabelled segmentation term (paper, eq. 10): each branch against a constant target made of the other's map.
     *
     * @param imageTarget made of the mask branch, without gradient
     * @param maskTarget made of the image branch, without gradient
     */
    public static Tensor unsupervisedSegmentation(Tensor image, Tensor mask, Tensor imageTarget, Tensor maskTarget) {
        return dice(image, imageTarget).add(dice(mask, maskTarget));
    }
}
