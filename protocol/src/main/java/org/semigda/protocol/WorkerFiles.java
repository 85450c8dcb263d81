package org.semigda.protocol;

import java.util.List;
import java.util.Map;

/**
 * What a worker on another machine needs of the orchestrator's: answered to {@code GET /worker/runs/{id}}.
 *
 * @param inputs what the run's specification names by path
 * @param results what earlier attempts left in the run's folder: the split and the checkpoints
 */
public record WorkerFiles(List<Input> inputs, FileListing results) {

    public WorkerFiles {
        inputs = List.copyOf(inputs);
    }

    /**
     * A folder or file that the specification names.
     *
     * @param key the setting that names it; {@code data} for the data set itself
     * @param path as it is named
     * @param file whether it is one file, the only one of its listing
     */
    public record Input(String key, String path, boolean file, FileListing listing) {}

    /**
     * What a worker made and wants to see in the run's folder: body of {@code POST /worker/runs/{id}/results}. Every
     * file's bytes were sent before, under their hash.
     *
     * @param places folders, each replaced as a whole by the files; empty puts the files into the run's folder itself
     * @param files hashes by path below a place
     * @param removed folders to delete
     */
    public record Commit(List<String> places, Map<String, String> files, List<String> removed) {
        public Commit {
            places = List.copyOf(places);
            files = Map.copyOf(files);
            removed = List.copyOf(removed);
        }
    }

    /** How many bytes of a part are there: answered to {@code GET} and {@code PUT} of one. */
    public record Part(long bytes, boolean whole) {}
}
