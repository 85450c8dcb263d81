package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The terms of one step's loss, by name, and their weighted sum. The step's scope owns the tensors. */
final class LossSum {

    /** Name of the sum. */
    static final String TOTAL = "loss/total";

    private final Map<String, Tensor> terms = new LinkedHashMap<>();
    private final Map<String, Double> weights = new LinkedHashMap<>();

    /** Adds a scalar; a weight of 0 shows it without minimizing it. */
    void add(String name, Tensor value, double weight) {
        terms.put("loss/" + name, value);
        weights.put("loss/" + name, weight);
    }

    /**
     * What to minimize.
     *
     * @throws IllegalStateException when nothing was added
     */
    Tensor total() {
        return terms.entrySet().stream()
                .map(term -> weighted(term.getValue(), weights.getOrDefault(term.getKey(), 1.0)))
                .reduce(Tensor::add)
                .orElseThrow(() -> new IllegalStateException("a batch without unlabelled images has no loss when only "
                        + "unlabelled terms are on; switch on loss.sup_p or loss.sup_s"));
    }

    /** The terms without their weights. */
    Map<String, Tensor> terms() {
        return terms;
    }

    private static Tensor weighted(Tensor value, double weight) {
        return weight == 1 ? value : value.mul(new Scalar(weight));
    }
}
