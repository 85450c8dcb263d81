package org.semigda.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.conf.Studies;
import org.semigda.conf.UserError;
import org.semigda.protocol.ExperimentSpec;

/**
 * The document of an experiment, with what the command line changes in it.
 *
 * @param settings of every run
 * @param seeds instead of the file's; empty leaves those
 */
record ExperimentFile(
        Optional<String> data, Optional<String> preset, Map<String, String> settings, List<Integer> seeds) {

    private static final String PRESET = "small";

    /**
     * Reads a file, or the study of that name.
     *
     * @param local whether the data are on this machine, so that their folder may be given relative to here
     */
    ExperimentSpec read(String fileOrName, boolean local) {
        Map<String, Object> document =
                Studies.NAMES.contains(fileOrName) ? Studies.get(fileOrName) : file(Path.of(fileOrName));
        data.ifPresent(folder -> document.put("data", folder));
        preset.ifPresent(name -> document.put("preset", name));
        document.putIfAbsent("preset", PRESET);
        if (!(document.get("data") instanceof String folder) || folder.isBlank()) {
            throw new UserError("the experiment names no data; give --data DIR");
        }
        if (local) {
            document.put("data", Path.of(folder).toAbsolutePath().normalize().toString());
        }
        change(document);
        try {
            return ExperimentSpec.of(document);
        } catch (IllegalArgumentException e) {
            throw new UserError(fileOrName + ": " + e.getMessage(), e);
        }
    }

    private void change(Map<String, Object> document) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (document.get("settings") instanceof Map<?, ?> own) {
            own.forEach((key, value) -> all.put(String.valueOf(key), value));
        }
        all.putAll(settings);
        Object seed = all.remove("seed");
        if (seed != null) {
            document.put("seeds", List.of(seed));
        }
        if (!seeds.isEmpty()) {
            document.put("seeds", seeds);
        }
        document.put("settings", all);
    }

    private static Map<String, Object> file(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UserError(
                    file + " cannot be read (" + e + "), and no study has this name; there are "
                            + String.join(", ", Studies.NAMES),
                    e);
        }
        try {
            return new LinkedHashMap<>(new YAMLMapper().readValue(text, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw new UserError(file + " is not YAML: " + e.getOriginalMessage(), e);
        }
    }
}
