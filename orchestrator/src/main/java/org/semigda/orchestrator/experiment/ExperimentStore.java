package org.semigda.orchestrator.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.semigda.orchestrator.store.AtomicFile;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All experiments of a home: {@code HOME/experiments/ID.json}. Blocks. */
public final class ExperimentStore {

    private static final Logger LOG = LoggerFactory.getLogger(ExperimentStore.class);
    private static final String END = ".json";

    private final Path folder;

    public ExperimentStore(Path home) {
        this.folder = home.resolve("experiments");
    }

    /** Replaces the file of an experiment. */
    public void save(ExperimentRecord record) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(folder, record.id() + END, Wire.writePretty(record));
    }

    /** Every experiment that can be read; one that cannot is reported and left as it is. */
    public List<ExperimentRecord> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<ExperimentRecord> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(ExperimentStore::isRecord).sorted().toList()) {
                try {
                    all.add(Wire.read(Files.readString(file), ExperimentRecord.class));
                } catch (IOException | WireException e) {
                    LOG.error("experiment {} cannot be shown: {}", file, e.getMessage());
                }
            }
        }
        return all;
    }

    private static boolean isRecord(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(END) && !name.startsWith(".");
    }
}
