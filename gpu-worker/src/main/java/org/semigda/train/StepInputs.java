package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.semigda.data.Batch;
import org.semigda.data.ShardPlace;
import org.semigda.nn.BatchRows;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;

/**
 * A batch as tensors on the device; the step's scope owns them.
 *
 * @param images [B, 3, H, W] in [-1, 1], labelled ones first (in stage 0 any)
 * @param labels [L, H, W], int64 class indices of the first L images (in stage 0 of no image here)
 * @param place which part of the whole batch this is
 */
record StepInputs(Tensor images, Tensor labels, ShardPlace place) {

    static StepInputs of(Batch batch, Device device, ShardPlace place) {
        int height = batch.height();
        int width = batch.width();
        byte[] labels = new byte[batch.masks() * height * width];
        batch.labels().get(labels);
        return new StepInputs(
                Tensors.send(Tensors.of(batch.pixels(), batch.images(), 3, height, width), device),
                Tensors.send(Tensors.ofLabels(labels, batch.masks(), height, width), device),
                place);
    }

    /** The rows of images: labelled ones, then unlabelled ones. */
    BatchRows pairedRows() {
        return new BatchRows(place.rank(), place.size(), List.of(labelled(), unlabelled()));
    }

    /** The rows of images and the masks behind them, of stage 0. */
    BatchRows unpairedRows() {
        return new BatchRows(place.rank(), place.size(), List.of(count(), labelled()));
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
