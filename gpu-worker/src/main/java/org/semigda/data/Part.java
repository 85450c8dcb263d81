package org.semigda.data;

/** Which annotated images an evaluation goes over. {@code TRAINING} is the labelled ones only. */
public enum Part {
    TRAINING,
    VALIDATION,
    TEST
}
