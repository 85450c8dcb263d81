package org.semigda.orchestrator.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.semigda.conf.Nearest;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.protocol.RunSpec;

/** Reads a run specification as strictly as the bus does, with messages made for people. */
final class SpecReader {

    private static final List<String> FIELDS = List.of("apiVersion", "name", "data", "preset", "settings");

    private SpecReader() {}

    /** Throws a {@link Refusal} that names the field at fault. */
    static RunSpec read(Buffer body) {
        JsonObject json;
        try {
            json = new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw bad("the body is not a JSON object");
        }
        for (String field : json.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw bad("unknown field '" + field + "'; did you mean '" + Nearest.of(field, FIELDS) + "'?");
            }
        }
        for (String field : FIELDS) {
            if (json.getValue(field) == null) {
                throw bad("field '" + field + "' is missing");
            }
        }
        try {
            return new RunSpec(
                    text(json, "apiVersion"),
                    text(json, "name"),
                    text(json, "data"),
                    text(json, "preset"),
                    settings(json.getValue("settings")));
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static String text(JsonObject json, String field) {
        if (json.getValue(field) instanceof String text) {
            return text;
        }
        throw bad("field '" + field + "' is not a text");
    }

    private static Map<String, String> settings(Object value) {
        if (!(value instanceof JsonObject json)) {
            throw bad("field 'settings' is not an object of settings by key");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (String key : json.fieldNames()) {
            Object setting = json.getValue(key);
            if (!(setting instanceof String || setting instanceof Number || setting instanceof Boolean)) {
                throw bad("setting '" + key + "' is not a text, a number or true or false");
            }
            settings.put(key, setting.toString());
        }
        return settings;
    }

    private static Refusal bad(String message) {
        return new Refusal(Refusal.Code.BAD_SPEC, message);
    }
}
