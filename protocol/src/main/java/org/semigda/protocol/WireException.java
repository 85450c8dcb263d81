package org.semigda.protocol;

/** A text that should have been a message, and is not. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
