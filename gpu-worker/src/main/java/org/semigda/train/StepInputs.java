package org.semigda.train;

import org.bytedeco.pytorch.Tensor;
import org.semigda.data.Batch;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;

/**
 * A batch as tensors on the device; the step's scope owns them.
 *
 * @param images [B, 3, H, W] in [-1, 1], labelled ones first (in stage 0 any)
 * @param labels [L, H, W], int64 class indices of the first L images (in stage 0 of no image here)
 */
record StepInputs(Tensor images, Tensor labels) {

    static StepInputs of(Batch batch, Device device) {
        int height = batch.height();
        int width = batch.width();
        byte[] labels = new byte[batch.masks() * height * width];
        batch.labels().get(labels);
        return new StepInputs(
                Tensors.to(Tensors.of(batch.pixels(), batch.images(), 3, height, width), device),
                Tensors.to(Tensors.ofLabels(labels, batch.masks(), height, width), device));
    }

    /** B. */
    long count() {
        return images.size(0);
    }

    /** L. */
    long labelled() {
        return labels.size(0);
    }

    /** B - L. */
    long unlabelled() {
        return count() - labelled();
    }

    /** The labelled images' part of a tensor with a value for every image. */
    Tensor labelledPart(Tensor all) {
        return all.narrow(0, 0, labelled());
    }

    /** The unlabelled images' part of a tensor with a value for every image. */
    Tensor unlabelledPart(Tensor all) {
        return all.narrow(0, labelled(), unlabelled());
    }
}
