package org.semigda.train;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.semigda.data.ShardPlace;
import org.semigda.torch.PeerLostException;
import org.semigda.torch.ProcessGroup;

/** One rank: every mean, sum and word of the first is its own. */
enum NoSync implements GradientSync {
    ONLY;

    @Override
    public ShardPlace place() {
        return ShardPlace.ALONE;
    }

    @Override
    public Optional<ProcessGroup> group() {
        return Optional.empty();
    }

    @Override
    public void average(Tensor values) {
        // A mean over one.
    }

    @Override
    public void sum(Tensor values) {
        // A sum of one.
    }

    @Override
    public void fromFirst(Tensor values) {
        // This is the first.
    }

    @Override
    public long fromFirst(long value) {
        return value;
    }

    @Override
    public String fromFirst(String text) {
        return text;
    }

    @Override
    public Optional<PeerLostException> lost() {
        return Optional.empty();
    }

    @Override
    public long waitedNanos() {
        return 0;
    }

    @Override
    public void close() {
        // There is nothing to leave.
    }
}
