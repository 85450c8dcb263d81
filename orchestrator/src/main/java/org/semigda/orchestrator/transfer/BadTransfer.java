package org.semigda.orchestrator.transfer;

/** What a worker sent or named cannot be taken. */
public final class BadTransfer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * @param status of HTTP
     * @param code a stable word for programs
     */
    public BadTransfer(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
