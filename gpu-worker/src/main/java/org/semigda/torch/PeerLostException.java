package org.semigda.torch;

/**
 * Another member of a {@link ProcessGroup} died, hangs, or never came. The group is of no use afterwards: close it, and
 * form a new one with the members that are left, continuing from the newest checkpoint.
 */
public final class PeerLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The message says what was waited for, what happened and what to do. */
    PeerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
