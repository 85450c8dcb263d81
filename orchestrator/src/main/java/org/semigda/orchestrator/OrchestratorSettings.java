package org.semigda.orchestrator;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.semigda.orchestrator.index.DatabaseSettings;

/**
 * What an orchestrator works with.
 *
 * @param home its runs are those in {@code home/runs}
 * @param database where the index of the runs is
 * @param dataRoots folders under which every caller may name data
 * @param uploadLimit of one archive of images, in bytes
 */
public record OrchestratorSettings(Path home, DatabaseSettings database, List<Path> dataRoots, long uploadLimit) {

    /** What one archive may have unless said otherwise: 4 GiB. */
    public static final long UPLOAD_LIMIT = 4L << 30;

    public OrchestratorSettings {
        dataRoots = List.copyOf(dataRoots);
    }

    /** The index in a file beside the runs. */
    public static OrchestratorSettings of(Path home) {
        return new OrchestratorSettings(home, DatabaseSettings.inHome(home), List.of(), UPLOAD_LIMIT);
    }

    /** For a process that has runs of its own and ends with them: the index is not kept. */
    public static OrchestratorSettings passing(Path home) {
        return new OrchestratorSettings(
                home, DatabaseSettings.inMemory("semigda-" + UUID.randomUUID()), List.of(), UPLOAD_LIMIT);
    }
}
