package org.semigda.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.nn.BatchMode;
import org.semigda.nn.SharedStatistics;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/** What a step does together with other ranks: BatchNorm's statistics, the mean of gradients and losses, the comparison. */
final class DataParallel implements AutoCloseable {

    private final GradientSync sync;
    private final Keys.BatchNorm batchNorm;
    private final int checkEvery;
    private final RankTimes times;
    private final Optional<SharedStatistics> shared;

    DataParallel(GradientSync sync, Settings settings) {
        this.sync = sync;
        this.batchNorm = settings.get(Keys.BATCHNORM);
        this.checkEvery = settings.get(Keys.SYNC_CHECK_EVERY);
        this.times = new RankTimes(sync.place());
        this.shared = batchNorm == Keys.BatchNorm.SYNC ? sync.group().map(SharedStatistics::new) : Optional.empty();
    }

    GradientSync sync() {
        return sync;
    }

    /** Where the time goes on every rank. */
    RankTimes times() {
        return times;
    }

    /** Whether there is anyone else. */
    boolean many() {
        return sync.place().size() > 1;
    }

    /** How E's layers see the batch of this step; with {@code batchnorm=broadcast} its statistics become rank 0's. */
    BatchMode begin(StepInputs inputs, FlatParameters statistics) {
        if (many() && batchNorm == Keys.BatchNorm.BROADCAST) {
            sync.fromFirst(statistics.data());
        }
        return new BatchMode(true, inputs.pairedRows(), shared);
    }

    /** Replaces the gradients by their means over all ranks. */
    void averageGradients(List<Optimizer> optimizers) {
        optimizers.forEach(optimizer -> sync.average(optimizer.group().gradient()));
    }

    /** After a step: every so many of them, all ranks compare their weights, and with sync their statistics. */
    void compare(Position done, TrainedWeights weights) {
        if (many() && (done.globalStep() + 1) % checkEvery == 0) {
            compareNow(done, batchNorm == Keys.BatchNorm.SYNC ? weights.averaged() : weights.trained());
        }
    }

    private void compareNow(Position done, List<FlatParameters> groups) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            // The sum of the bit patterns: any order gives the same, and equal weights give equal sums.
            List<Tensor> sums = new ArrayList<>();
            groups.forEach(group -> sums.add(group.data().view(ScalarType.Int).sum()));
            Tensor own = torch.stack(new TensorVector(sums.toArray(new Tensor[0])));
            Tensor all = torch.zeros(new long[] {sync.place().size(), groups.size()}, own.options());
            all.select(0, sync.place().rank()).copy_(own);
            sync.sum(all);
            requireEqual(Tensors.toLongs(all), groups, done);
        }
    }

    private void requireEqual(long[] sums, List<FlatParameters> groups, Position done) {
        List<Integer> ranks = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = groups.size(); i < sums.length; i++) {
            int rank = i / groups.size();
            String name = groups.get(i % groups.size()).name();
            if (sums[i] != sums[i % groups.size()]) {
                if (!ranks.contains(rank)) {
                    ranks.add(rank);
                }
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
        }
        if (!ranks.isEmpty()) {
            throw new RanksDifferException(done, ranks, names);
        }
    }

    /** The loss of a peer in place of what native code made of it. */
    RuntimeException reason(RuntimeException seen) {
        return sync.lost().<RuntimeException>map(lost -> lost).orElse(seen);
    }

    /** Frees what the step's backward pass needed. */
    void end() {
        shared.ifPresent(SharedStatistics::release);
    }

    @Override
    public void close() {
        shared.ifPresent(SharedStatistics::close);
        sync.close();
    }
}
