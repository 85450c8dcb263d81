package org.semigda.data;

import org.semigda.conf.UserError;

/** The data set given cannot be used as it is; the message names the file or folder and says what to do. */
public class DataException extends UserError {

    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
