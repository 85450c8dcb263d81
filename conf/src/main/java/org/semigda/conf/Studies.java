package org.semigda.conf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The experiments that come with the program, in {@code experiments/NAME.yaml}: the paper's own studies. Each lacks
 * {@code data} and {@code preset}, which whoever runs it adds.
 */
public final class Studies {

    /** Components, adapters and losses (tables 3, 4, 5) and the labelled share (figure 6). */
    public static final List<String> NAMES = List.of("table3", "table4", "table5", "figure6");

    private Studies() {}

    /**
     * A study's document, as read from its file.
     *
     * @throws UserError when none has this name
     */
    public static Map<String, Object> get(String name) {
        if (!NAMES.contains(name)) {
            throw new UserError("unknown study '" + name + "'; there are " + String.join(", ", NAMES));
        }
        try (InputStream in = Studies.class.getResourceAsStream("/experiments/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("study " + name + " is listed but has no file");
            }
            return new LinkedHashMap<>(new YAMLMapper().readValue(in, new TypeReference<Map<String, Object>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("study " + name + " cannot be read", e);
        }
    }
}
