package org.semigda.conf;

/**
 * Something the user gave is wrong: a folder, a file, a setting. The message is one clear line that says what
 * happened, with which value, and what to do; the command line prints it and exits with 2.
 */
public class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
