package org.semigda.conf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named starting points: a short list of settings each, in {@code presets/NAME.yaml}. */
public final class Presets {

    /** The presets there are, smallest first. */
    public static final List<String> NAMES = List.of("demo", "small", "paper", "release");

    private Presets() {}

    /**
     * The settings of a preset.
     *
     * @throws UserError when no preset has this name
     */
    public static Settings get(String name) {
        return Settings.defaults().with(changes(name));
    }

    /** What a preset changes from the defaults, as text by key. */
    public static Map<String, String> changes(String name) {
        if (!NAMES.contains(name)) {
            throw new UserError("unknown preset '" + name + "'; there are " + String.join(", ", NAMES));
        }
        try (InputStream in = Presets.class.getResourceAsStream("/presets/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("preset " + name + " is listed but has no file");
            }
            return new LinkedHashMap<>(new YAMLMapper().readValue(in, new TypeReference<Map<String, String>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("preset " + name + " cannot be read", e);
        }
    }
}
