package org.semigda.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A data set's {@code dataset.yaml}, which says what cannot be seen from names.
 *
 * @param layout the name of the layout to read the folder by
 * @param classes the classes' names, background first; may be empty
 * @param groups a list file that keeps images together, relative to the folder
 */
record DataSetFile(Optional<String> layout, List<String> classes, Optional<String> groups) {

    private static final String NAME = "dataset.yaml";
    private static final Set<String> KEYS = Set.of("layout", "classes", "groups");

    DataSetFile {
        classes = List.copyOf(classes);
    }

    /** What a folder's file says; nothing where there is none. */
    static DataSetFile of(Path root) {
        Path file = root.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return new DataSetFile(Optional.empty(), List.of(), Optional.empty());
        }
        JsonNode yaml;
        try {
            yaml = new YAMLMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DataException(
                    "cannot read " + file + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
        if (!yaml.isObject()) {
            throw new DataException(file + " holds no settings; write for example: layout: busi");
        }
        for (Iterator<String> keys = yaml.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new DataException(file + ": unknown key '" + key + "'; there are layout, classes and groups");
            }
        }
        List<String> classes = new ArrayList<>();
        yaml.path("classes").forEach(name -> classes.add(name.asText()));
        return new DataSetFile(text(yaml, "layout"), classes, text(yaml, "groups"));
    }

    private static Optional<String> text(JsonNode yaml, String key) {
        return yaml.has(key) ? Optional.of(yaml.get(key).asText()) : Optional.empty();
    }
}
