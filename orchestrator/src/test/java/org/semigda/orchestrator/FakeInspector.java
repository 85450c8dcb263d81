package org.semigda.orchestrator;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.semigda.orchestrator.datasets.DataInspector;

/** Finds one image in every folder, and nothing in one called {@code empty}. */
record FakeInspector(Path home) implements DataInspector {

    @Override
    public JsonObject inspect(Path folder) throws IOException {
        if (folder.endsWith("empty")) {
            throw new IOException("there are no images; see docs/data.md");
        }
        return new JsonObject().put("state", "done").put("pairs", 1).put("unlabelled", 0);
    }

    @Override
    public Path phantoms() throws IOException {
        return Files.createDirectories(home.resolve("phantoms")).toRealPath();
    }
}
