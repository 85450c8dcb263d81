package org.semigda.worker.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.WorkerFiles;

/** Brings what a worker made into the run's folder. Nothing counts before it has arrived there. */
public interface RunOutbox {

    /** For a worker that writes into the run's folder itself. */
    RunOutbox LOCAL = new RunOutbox() {
        @Override
        public void checkpoints(List<String> names, List<String> removed) {}

        @Override
        public void files(List<String> paths) {}

        @Override
        public void folder(String path) {}
    };

    /** Checkpoints with the same content under several names, in place of what had those names; others go. */
    void checkpoints(List<String> names, List<String> removed) throws IOException, InterruptedException;

    /** Single files, by path below the run's folder. */
    void files(List<String> paths) throws IOException, InterruptedException;

    /** A folder, in place of the one that was there. */
    void folder(String path) throws IOException, InterruptedException;

    /** Brings them over HTTP. */
    static RunOutbox to(OrchestratorFiles orchestrator, Path run) {
        return new RunOutbox() {
            @Override
            public void checkpoints(List<String> names, List<String> removed) throws IOException, InterruptedException {
                List<String> gone =
                        removed.stream().map(name -> "checkpoints/" + name).toList();
                List<String> places =
                        names.stream().map(name -> "checkpoints/" + name).toList();
                commit(places, run.resolve(places.get(0)), all(run.resolve(places.get(0))), gone);
            }

            @Override
            public void files(List<String> paths) throws IOException, InterruptedException {
                commit(List.of(), run, paths, List.of());
            }

            @Override
            public void folder(String path) throws IOException, InterruptedException {
                commit(List.of(path), run.resolve(path), all(run.resolve(path)), List.of());
            }

            private List<String> all(Path folder) throws IOException {
                return new FileListing.Reader()
                        .of(folder).files().stream()
                                .map(FileListing.Entry::path)
                                .toList();
            }

            private void commit(List<String> places, Path folder, List<String> paths, List<String> removed)
                    throws IOException, InterruptedException {
                Map<String, String> files = new HashMap<>();
                for (String path : paths) {
                    Path file = folder.resolve(path);
                    String sha256 = FileListing.sha256(file);
                    orchestrator.send(file, sha256);
                    files.put(path, sha256);
                }
                orchestrator.commit(new WorkerFiles.Commit(places, files, removed));
            }
        };
    }
}
