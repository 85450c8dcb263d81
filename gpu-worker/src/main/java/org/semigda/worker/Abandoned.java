package org.semigda.worker;

/** The orchestrator gave the attempt up; nothing of it is told any more. */
final class Abandoned extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Abandoned() {
        super("the attempt was given up");
    }
}
