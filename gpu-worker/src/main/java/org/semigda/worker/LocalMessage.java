package org.semigda.worker;

import java.util.List;
import org.semigda.checkpoint.Snapshot;
import org.semigda.data.Batch;
import org.semigda.protocol.RunEvent;
import org.semigda.train.HostMemory;
import org.semigda.train.Position;

/** What the verticles of one run hand each other, by reference and inside this JVM only. */
sealed interface LocalMessage {

    /** To the loader: so many more batches may be sent. */
    record Credit(int batches) implements LocalMessage {}

    /** To the worker: the batch of the next step. Whoever takes it closes it. */
    record BatchReady(Position position, Batch batch) implements LocalMessage {}

    /** To the worker: loading failed; no batch comes any more. */
    record LoadingFailed(Throwable cause) implements LocalMessage {}

    /**
     * To the checkpoint verticle: write this under these names; answered with {@link Written} when it is on disk.
     *
     * @param copyMillis for how long the steps were stopped to make the snapshot
     * @param memory what the snapshot lies in; closed when it is on disk under all its names
     */
    record Write(List<String> names, Snapshot snapshot, double copyMillis, HostMemory.Loan memory)
            implements LocalMessage {

        /** With what was said before, but is not known to be stored. */
        Write with(List<RunEvent> unheard) {
            return new Write(names, UnheardEvents.attach(snapshot, unheard), copyMillis, memory);
        }
    }

    /** To the checkpoint verticle: bring these to the run's folder; answered with itself when they have arrived. */
    record Bring(List<String> files, List<String> folders) implements LocalMessage {}

    /**
     * What a {@link Write} changed on disk.
     *
     * @param saved names that lead to the checkpoint now
     * @param removed names of checkpoints that were deleted
     * @param millis how long it took
     */
    record Written(List<String> saved, List<String> removed, long millis) implements LocalMessage {}
}
