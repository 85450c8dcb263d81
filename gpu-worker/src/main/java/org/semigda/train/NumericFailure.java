package org.semigda.train;

import java.util.Locale;
import org.semigda.conf.Keys;

/** A loss or a gradient was no longer a finite number; the step was not applied. The message says where and what to try. */
public final class NumericFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private final long stageStep;
    private final String term;

    public NumericFailure(Stage stage, long stageStep, String term, double value) {
        super(String.format(
                Locale.ROOT,
                "%s is %s in step %d of stage %d (%s); the weights are those before this step. "
                        + "Try a lower learning rate, %s=1, or precision=fp32",
                term,
                value,
                stageStep,
                stage.number(),
                stage.name().toLowerCase(Locale.ROOT),
                Keys.GRADIENT_CLIP.key()));
        this.stage = stage;
        this.stageStep = stageStep;
        this.term = term;
    }

    /** The stage of the failed step. */
    public Stage stage() {
        return stage;
    }

    /** The failed step's number within its stage, from 0. */
    public long stageStep() {
        return stageStep;
    }

    /** The value that was not finite, such as {@code loss/sup_s} or {@code gradient_norm}. */
    public String term() {
        return term;
    }
}
