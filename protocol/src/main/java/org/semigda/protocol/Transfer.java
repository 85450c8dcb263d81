package org.semigda.protocol;

/**
 * How a worker that does not see the run's folder gets at what is in it and brings back what it makes.
 *
 * @param address of the orchestrator's HTTP server, such as {@code http://10.0.0.1:8080}; empty without a server
 * @param token lets this attempt, and no other, use the addresses under {@code /api/v1/worker}
 * @param mark what the file {@link #MARK_FILE} in the run's folder says; a worker that reads it there sees the folder
 */
public record Transfer(String address, String token, String mark) {

    /** The header that carries the token. */
    public static final String HEADER = "X-Semigda-Attempt";

    /** In a run's folder. */
    public static final String MARK_FILE = ".place";

    /** For runs whose worker surely sees the folder. */
    public static final Transfer NONE = new Transfer("", "", "");

    /** Not the token: records print themselves into logs. */
    @Override
    public String toString() {
        return "Transfer[" + address + "]";
    }
}
