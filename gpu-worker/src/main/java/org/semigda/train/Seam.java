package org.semigda.train;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A cut through a network's graph: what follows begins with a leaf of the same values, and the backward pass stops there until
 * the leaf's gradient is sent on through what was before. For one forward pass.
 */
final class Seam implements UnaryOperator<Tensor> {

    private Optional<Tensor> before = Optional.empty();
    private Optional<Tensor> after = Optional.empty();

    @Override
    public Tensor apply(Tensor given) {
        Tensor leaf = given.detach().requires_grad_(given.requires_grad());
        before = Optional.of(given);
        after = Optional.of(leaf);
        return leaf;
    }

    /** The end of the graph before the cut. */
    Tensor before() {
        return before.orElseThrow();
    }

    /** By {@link #before}, once the backward pass has come to the cut; undefined when it did not. */
    Tensor gradient() {
        return after.orElseThrow().grad();
    }
}
