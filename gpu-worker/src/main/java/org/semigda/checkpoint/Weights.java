package org.semigda.checkpoint;

/** Which of the two sets of weights a checkpoint holds is meant to be used. */
public enum Weights {
    /** The weights as trained: {@code model.safetensors}. */
    TRAINED,
    /** Their moving average: {@code ema.safetensors}. */
    AVERAGED
}
