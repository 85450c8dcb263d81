package org.semigda.orchestrator.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tells data sets apart by what is in them. The orchestrator knows no layouts; whoever does hands this in. It gives what a
 * worker writes as {@code dataHash} into a run's {@code split.json}.
 */
@FunctionalInterface
public interface DataFingerprint {

    /** Knows no data: no finished run is taken for a new one. */
    DataFingerprint NONE = (folder, settings) -> "";

    /**
     * The hash of the images and masks that a run would use. Blocks, for as long as it takes to read them.
     *
     * @param settings every setting of the run, as text by key
     * @throws IOException when the folder cannot be used
     * @throws org.semigda.conf.UserError when what is in it cannot be used
     */
    String of(Path folder, Map<String, String> settings) throws IOException;
}
