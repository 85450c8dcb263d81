package org.semigda.orchestrator.datasets;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** Knows the layouts of data sets, which the orchestrator does not; whoever does hands this in. */
public interface DataInspector {

    /** Knows nothing. */
    DataInspector NONE = new DataInspector() {
        @Override
        public JsonObject inspect(Path folder) throws IOException {
            throw new IOException("this server looks into no data sets");
        }

        @Override
        public Path phantoms() throws IOException {
            throw new IOException("this server generates no images");
        }
    };

    /**
     * What is in a folder: {@code {"state":"reading","done":n,"images":n}} while its images are read in the background, and
     * once they are, {@code "state":"done"} with what {@code data inspect --json} says. Blocks for no longer than listing takes.
     *
     * @throws IOException when it is no data set; the message names no folder
     */
    JsonObject inspect(Path folder) throws IOException;

    /** A folder of generated images, which are drawn when they are not there yet. Blocks for some seconds then. */
    Path phantoms() throws IOException;
}
