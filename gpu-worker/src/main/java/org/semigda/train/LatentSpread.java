package org.semigda.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.TensorData;

/** Gathers the standard deviation of latents over several batches, in double precision. */
final class LatentSpread {

    private double count;
    private double sum;
    private double squares;
    private GradientSync sync = GradientSync.none();

    /** From now on gathers over all ranks. */
    void share(GradientSync over) {
        sync = over;
    }

    /** Adds all values of a tensor. */
    void add(Tensor latents) {
        Tensor exact = latents.detach().to(ScalarType.Double);
        Tensor sums = torch.stack(new TensorVector(exact.sum(), exact.mul(exact).sum()));
        sync.sum(sums);
        count += (double) exact.numel() * sync.place().size();
        sum += sums.select(0, 0).item_double();
        squares += sums.select(0, 1).item_double();
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
        return save(value -> value);
    }

    /** {@link #save()} of what a function makes of each number. */
    TensorData save(DoubleUnaryOperator of) {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(of.applyAsDouble(count));
        bytes.putDouble(of.applyAsDouble(sum));
        bytes.putDouble(of.applyAsDouble(squares)).flip();
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
