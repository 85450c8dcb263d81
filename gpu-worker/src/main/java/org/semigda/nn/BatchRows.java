package org.semigda.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Which rows of the whole batch this process holds, where several train together. The whole batch is a row of streams
 * (labelled images, then unlabelled ones); of each, rank r of n holds the r-th of n equal parts.
 *
 * <p>Random numbers are drawn for the whole batch, from the same state everywhere, and the own rows are kept. So an image
 * meets the same noise however many processes share the batch.
 *
 * @param rank of this process
 * @param size number of processes
 * @param streams rows this process holds of each stream; not looked at when {@code size} is 1
 */
public record BatchRows(int rank, int size, List<Long> streams) {

    /** A process that holds the whole batch. */
    public static final BatchRows WHOLE = new BatchRows(0, 1, List.of());

    public BatchRows {
        streams = List.copyOf(streams);
    }

    /** Standard normal numbers, contiguous, for every element of a tensor with a row for each of the own rows. */
    public Tensor normal(Tensor like) {
        return own(torch.randn(wholeShape(like), like.options()));
    }

    /** 1 with probability {@code share}, else 0, for every element of a tensor with a row for each of the own rows. */
    public Tensor bernoulli(Tensor like, double share) {
        return own(torch.empty(wholeShape(like), like.options(), null).bernoulli_(share, null));
    }

    private long[] wholeShape(Tensor like) {
        long[] shape = like.shape();
        shape[0] *= size;
        return shape;
    }

    /** The own rows of a tensor that has all of them. */
    Tensor own(Tensor whole) {
        if (size == 1) {
            return whole;
        }
        List<Tensor> parts = new ArrayList<>();
        long start = 0;
        for (long rows : streams) {
            parts.add(whole.narrow(0, start + rank * rows, rows));
            start += rows * size;
        }
        if (start != whole.size(0)) {
            throw new IllegalArgumentException("streams of " + streams + " rows in each of " + size
                    + " processes are not the " + whole.size(0) + " rows of the batch");
        }
        return torch.cat(new TensorVector(parts.toArray(new Tensor[0])), 0);
    }
}
