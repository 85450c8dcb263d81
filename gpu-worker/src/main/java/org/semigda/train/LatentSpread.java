package org.semigda.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.TensorData;

/** Gathers the standard deviation of latents over several batches, in double precision. */
final class LatentSpread {

    private double count;
    private double sum;
    private double squares;

    /** Adds all values of a tensor. */
    void add(Tensor latents) {
        Tensor exact = latents.detach().to(ScalarType.Double);
        count += exact.numel();
        sum += exact.sum().item_double();
        squares += exact.mul(exact).sum().item_double();
    }

    /** Standard deviation of everything added; 1 when that is nothing, or all the same. */
    double deviation() {
        if (count == 0) {
            return 1;
        }
        double mean = sum / count;
        double variance = squares / count - mean * mean;
        return variance > 0 ? Math.sqrt(variance) : 1;
    }

    /** What was gathered, for a snapshot. */
    TensorData save() {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(count).putDouble(sum).putDouble(squares).flip();
        return new TensorData(DType.F64, new long[] {3}, bytes);
    }

    /** Continues from what {@link #save} gave. */
    void restore(TensorData saved) {
        ByteBuffer bytes = saved.data();
        count = bytes.getDouble();
        sum = bytes.getDouble();
        squares = bytes.getDouble();
    }
}
