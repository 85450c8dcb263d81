package org.semigda.train;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Updates one group of parameters from its gradients. Not thread-safe; call without gradient recording. */
sealed interface Optimizer extends AutoCloseable permits Sgd, AdamW {

    /** What it updates. */
    FlatParameters group();

    /** One update; the caller's scope owns what it makes meanwhile. */
    void step(double learningRate);

    /**
     * The tensors that the next update depends on, by {@code KIND/PARAMETER}: views, to be read or written. The caller's
     * scope owns them.
     */
    Map<String, Tensor> state();

    /** Updates done so far. */
    long updates();

    /** Continues after that many updates. */
    void updates(long done);

    @Override
    void close();
}
