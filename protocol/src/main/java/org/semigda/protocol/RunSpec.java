package org.semigda.protocol;

import java.util.Map;

/**
 * What a user asks for: the same document from a file, a form, the command line and the HTTP API.
 *
 * @param apiVersion {@link #VERSION}
 * @param name what people call the run; free text of at most 100 characters
 * @param data the folder with the images, on the machine that trains
 * @param preset the settings one starts from
 * @param settings what is changed from the preset, as text by key
 */
public record RunSpec(String apiVersion, String name, String data, String preset, Map<String, String> settings) {

    /** The version of this document. */
    public static final String VERSION = "semigda/v1";

    public RunSpec {
        if (!VERSION.equals(apiVersion)) {
            throw new IllegalArgumentException("apiVersion '" + apiVersion + "' is not known; use " + VERSION);
        }
        if (name.length() > 100) {
            throw new IllegalArgumentException("name has " + name.length() + " characters; at most 100 are allowed");
        }
        if (data.isBlank()) {
            throw new IllegalArgumentException("data is empty; name a folder with images");
        }
        settings = Map.copyOf(settings);
    }
}
