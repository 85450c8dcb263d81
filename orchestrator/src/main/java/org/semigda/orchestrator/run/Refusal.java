package org.semigda.orchestrator.run;

import org.semigda.conf.UserError;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;

/** A request the orchestrator does not follow, with a stable word for programs beside the line for people. */
public final class Refusal extends UserError {

    private static final long serialVersionUID = 1L;

    /** Why, as a word. */
    public enum Code {
        /** The run specification is malformed. */
        BAD_SPEC("bad-spec"),
        /** A setting or preset is unknown or has a value that is not allowed. */
        BAD_SETTING("bad-setting"),
        /** The data folder is not there. */
        NO_DATA("no-data"),
        /** The folder for the run cannot be used. */
        BAD_FOLDER("bad-folder"),
        /** There is no such run. */
        NO_RUN("no-run"),
        /** There is no such experiment. */
        NO_EXPERIMENT("no-experiment"),
        /** The run's state does not allow it. */
        BAD_STATE("bad-state"),
        /** The data folder is not open to this caller. */
        NOT_ALLOWED("not-allowed"),
        /** The same Idempotency-Key came with another request. */
        KEY_REUSED("key-reused"),
        /** A data set of this name is there already. */
        DATA_EXISTS("data-exists"),
        /** What a run would take cannot be measured now. */
        NO_ESTIMATE("no-estimate"),
        /** The run's file cannot be written, so that what was asked for would be forgotten. */
        NOT_SAVED("not-saved"),
        /** An archive or a picture in it cannot be taken. */
        BAD_ARCHIVE("bad-archive");

        private final String word;

        Code(String word) {
            this.word = word;
        }

        /** The word used on the wire. */
        public String word() {
            return word;
        }
    }

    private final Code code;

    public Refusal(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** There is no run of this name. */
    public static Refusal noRun(String run) {
        return new Refusal(Code.NO_RUN, "there is no run '" + run + "'");
    }

    /** The run is in a state in which {@code action} means nothing. */
    public static Refusal badState(RunId run, RunState state, String action) {
        return new Refusal(Code.BAD_STATE, "run " + run + " is " + state + "; it cannot " + action + " now");
    }

    /** Why, as a word. */
    public Code code() {
        return code;
    }
}
