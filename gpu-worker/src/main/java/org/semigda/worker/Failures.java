package org.semigda.worker;

import java.util.Optional;
import java.util.function.Supplier;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.data.Problem;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunEvent;
import org.semigda.torch.PeerLostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into what is told. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /**
     * The event that ends an attempt. The stack trace of a fault of ours stays in this machine's log.
     *
     * @param device where it was
     * @param settings of the run; asked for when they tell what to change
     */
    static RunEvent.Failed event(Throwable e, String device, Supplier<Settings> settings) {
        Optional<String> memory = OutOfMemory.said(e);
        if (memory.isPresent()) {
            LOG.error("memory ran out", e);
            String advice = OutOfMemory.advice(device, settings.get(), memory.get());
            return new RunEvent.Failed(new Failure(Failure.OUT_OF_MEMORY, advice, firstCause(e)));
        }
        if (e instanceof CheckpointException) {
            LOG.error("a checkpoint failed", e);
            return new RunEvent.Failed(new Failure(Failure.CHECKPOINT_FAILED, text(e), firstCause(e)));
        }
        if (e instanceof UserError) {
            return new RunEvent.Failed(new Failure(Failure.BAD_INPUT, text(e), ""));
        }
        if (e instanceof PeerLostException) {
            return new RunEvent.Failed(new Failure(Failure.PEER_LOST, text(e), ""));
        }
        LOG.error("the attempt failed", e);
        return new RunEvent.Failed(new Failure(Failure.INTERNAL, text(e), firstCause(e)));
    }

    /** The log line for a file that was left out. */
    static RunEvent.Log leftOut(Problem problem) {
        return new RunEvent.Log("warn", "left out " + problem.file() + ": " + problem.message());
    }

    private static String firstCause(Throwable e) {
        Throwable cause = e;
        for (Throwable next = cause.getCause(); next != null && next != cause; next = next.getCause()) {
            cause = next;
        }
        return cause.getClass().getSimpleName() + ": " + text(cause);
    }

    private static String text(Throwable e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
