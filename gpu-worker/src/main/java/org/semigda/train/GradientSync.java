package org.semigda.train;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.semigda.data.ShardPlace;
import org.semigda.torch.PeerLostException;
import org.semigda.torch.ProcessGroup;

/**
 * What a {@link Trainer} shares with the others that train the same network, each on its part of every batch. All of them
 * call the same methods in the same order. Every loss is a mean over images and every rank has equally many of them, so
 * the mean over ranks of losses and gradients is the whole batch's.
 */
public sealed interface GradientSync extends AutoCloseable permits NoSync, GroupSync {

    /** A trainer on its own: nothing is exchanged. */
    static GradientSync none() {
        return NoSync.ONLY;
    }

    /** Shares over a group, which it closes in the end. */
    static GradientSync over(ProcessGroup group) {
        return new GroupSync(group);
    }

    /** This trainer's part of every batch. */
    ShardPlace place();

    /** The group, unless on its own. */
    Optional<ProcessGroup> group();

    /**
     * Replaces a tensor by its mean over all ranks.
     *
     * @throws PeerLostException when another rank is gone; nothing was updated
     */
    void average(Tensor values);

    /** Replaces a tensor by its sum over all ranks. */
    void sum(Tensor values);

    /** Replaces a contiguous tensor by rank 0's. */
    void fromFirst(Tensor values);

    /**
     * Rank 0's number on every rank: how rank 0 says what comes next (a step, a pause, the end). The others wait for it for
     * as long as {@link org.semigda.torch.GroupTimeouts#idle} allows, so rank 0 may validate or save before.
     */
    long fromFirst(long value);

    /** Rank 0's text on every rank. */
    String fromFirst(String text);

    /** The loss of a peer that has shown so far. */
    Optional<PeerLostException> lost();

    /** Time waited for other ranks so far, in nanoseconds. */
    long waitedNanos();

    @Override
    void close();
}
