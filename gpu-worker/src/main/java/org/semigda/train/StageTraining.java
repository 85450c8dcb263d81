package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What differs between stages: what is trained, how fast, and on which losses. */
sealed interface StageTraining extends AutoCloseable permits AutoencoderStage, AlignmentStage, SegmentationStage {

    /** One for each group of parameters that this stage trains. */
    List<Optimizer> optimizers();

    /** A group's learning rate at a step of the stage. */
    double rate(FlatParameters group, long stageStep);

    /** The name a group's learning rate is shown under; groups that share a rate share the name. */
    String rateName(FlatParameters group);

    /**
     * The forward pass up to the losses, with gradients recorded.
     *
     * @return the weight of the unlabelled terms (lambda_u), or NaN in a stage without
     */
    double forward(StepInputs inputs, long stageStep, LossSum losses);

    /** The backward pass of the losses that {@link #forward} gave. */
    default void backward(Tensor total) {
        total.backward();
    }

    /** After every step, also one that failed: frees what the step made beside the caller's scope. */
    default void release() {}

    /** After the stage's last step. */
    void finish();

    /** Ends the training of what was trained; frees the optimizers. */
    @Override
    default void close() {
        for (Optimizer optimizer : optimizers()) {
            optimizer.group().freeze();
            optimizer.close();
        }
    }
}
