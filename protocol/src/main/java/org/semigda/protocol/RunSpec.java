package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a user asks for: the same document from a file, a form, the command line and the HTTP API.
 *
 * @param apiVersion {@link #VERSION}
 * @param name what people call the run; free text of at most 100 characters
 * @param data the folder with the images, on the machine that trains
 * @param preset the settings one starts from
 * @param settings what is changed from the preset, as text by key
 * @param queue how the run is queued; may be left out of the document
 */
public record RunSpec(
        String apiVersion, String name, String data, String preset, Map<String, String> settings, Queueing queue) {

    /** The version of this document. */
    public static final String VERSION = "semigda/v1";

    private static final int LONGEST_NAME = 100;
    private static final Set<String> REQUIRED = Set.of("apiVersion", "name", "data", "preset", "settings");

    public RunSpec {
        if (!VERSION.equals(apiVersion)) {
            throw new IllegalArgumentException("apiVersion '" + apiVersion + "' is not known; use " + VERSION);
        }
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name has " + name.length() + " characters; at most " + LONGEST_NAME + " are allowed");
        }
        if (data.isBlank()) {
            throw new IllegalArgumentException("data is empty; name a folder with images");
        }
        settings = Map.copyOf(settings);
    }

    /** A run queued as usual. */
    public RunSpec(String apiVersion, String name, String data, String preset, Map<String, String> settings) {
        this(apiVersion, name, data, preset, settings, Queueing.USUAL);
    }

    /** Reads the document; a document without {@code queue}, as older releases wrote it, is queued as usual. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static RunSpec of(Map<String, Object> document) {
        for (String field : document.keySet()) {
            if (!REQUIRED.contains(field) && !field.equals("queue")) {
                throw new IllegalArgumentException("unknown field '" + field + "' in a run specification");
            }
        }
        Object settings = document.get("settings");
        if (!(settings instanceof Map<?, ?> changes)) {
            throw new IllegalArgumentException("field 'settings' of a run specification is missing");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        changes.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        Object queue = document.get("queue");
        return new RunSpec(
                text(document, "apiVersion"),
                text(document, "name"),
                text(document, "data"),
                text(document, "preset"),
                texts,
                queue instanceof Map<?, ?> fields ? Queueing.of(fields) : Queueing.USUAL);
    }

    private static String text(Map<String, Object> document, String field) {
        if (document.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("field '" + field + "' of a run specification is missing or not a text");
    }
}
