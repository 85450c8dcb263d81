package org.semigda.data;

/** Hears how far a pass over a data set has come. Called from several threads, one at a time. */
@FunctionalInterface
public interface ProgressListener {

    /** {@code done} of {@code total} items are finished. */
    void progress(int done, int total);

    /** One that does nothing. */
    static ProgressListener silent() {
        return (done, total) -> {};
    }
}
