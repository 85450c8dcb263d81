package org.semigda.checkpoint;

import org.semigda.conf.UserError;

/** A checkpoint cannot be written or read; the message names the file and says what is wrong and what to do. */
public class CheckpointException extends UserError {

    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
