package org.semigda.orchestrator.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.RunId;

/**
 * What an experiment's file says about it.
 *
 * @param format 1
 * @param id from the specification: the same document is the same experiment
 * @param created milliseconds since 1970
 * @param runs found or made so far
 * @param prepared whether every cell has had its turn since the experiment was last asked for
 * @param problem why there are cells without a run; empty where there is no such reason
 */
public record ExperimentRecord(
        int format,
        String id,
        long created,
        ExperimentSpec spec,
        List<CellRun> runs,
        boolean prepared,
        String problem) {

    private static final int FORMAT = 1;

    /**
     * The run of a line and a seed.
     *
     * @param reused whether it was there before the experiment asked for it
     */
    public record CellRun(int line, int seed, RunId run, boolean reused) {}

    public ExperimentRecord {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + " is not known; this release reads " + FORMAT);
        }
        runs = List.copyOf(runs);
    }

    /** An experiment whose cells have no runs yet. */
    public static ExperimentRecord created(String id, ExperimentSpec spec, long now) {
        return new ExperimentRecord(FORMAT, id, now, spec, List.of(), false, "");
    }

    /** The run of a cell. */
    public Optional<CellRun> run(Plan.Cell cell) {
        return runs.stream()
                .filter(run -> run.line() == cell.line() && run.seed() == cell.seed())
                .findFirst();
    }

    /** The experiment with the run of a cell, instead of the one it had. */
    public ExperimentRecord with(CellRun found) {
        List<CellRun> next = new ArrayList<>(runs);
        next.removeIf(run -> run.line() == found.line() && run.seed() == found.seed());
        next.add(found);
        return new ExperimentRecord(format, id, created, spec, next, prepared, problem);
    }

    /** The experiment as it is asked for again: every cell has its turn once more. */
    public ExperimentRecord askedAgain() {
        return new ExperimentRecord(format, id, created, spec, runs, false, "");
    }

    /** The experiment after every cell had its turn, or after the first that could not have it. */
    public ExperimentRecord prepared(String why) {
        return new ExperimentRecord(format, id, created, spec, runs, true, why);
    }
}
