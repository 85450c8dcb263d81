package org.semigda.train;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.semigda.data.ShardPlace;
import org.semigda.torch.NoGrad;
import org.semigda.torch.PeerLostException;
import org.semigda.torch.ProcessGroup;

/** Several ranks, over LibTorch's collectives. */
final class GroupSync implements GradientSync {

    private final ProcessGroup group;
    private final ShardPlace place;

    GroupSync(ProcessGroup group) {
        this.group = group;
        this.place = new ShardPlace(group.rank(), group.size());
    }

    @Override
    public ShardPlace place() {
        return place;
    }

    @Override
    public Optional<ProcessGroup> group() {
        return Optional.of(group);
    }

    @Override
    public void average(Tensor values) {
        group.sum(values);
        try (NoGrad guard = NoGrad.on();
                Scalar part = new Scalar(1.0 / place.size())) {
            values.mul_(part);
        }
    }

    @Override
    public void sum(Tensor values) {
        group.sum(values);
    }

    @Override
    public void fromFirst(Tensor values) {
        group.fromFirst(values);
    }

    @Override
    public long fromFirst(long value) {
        return group.fromFirst(value);
    }

    @Override
    public String fromFirst(String text) {
        return group.fromFirst(text);
    }

    @Override
    public Optional<PeerLostException> lost() {
        return group.lost();
    }

    @Override
    public long waitedNanos() {
        return group.waitedNanos();
    }

    @Override
    public void close() {
        group.close();
    }
}
