package org.semigda.orchestrator.api;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.conf.Nearest;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.protocol.Queueing;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.Wire;

/** Reads a run specification as strictly as the bus does, with messages made for people. */
final class SpecReader {

    private static final List<String> REQUIRED = List.of("apiVersion", "name", "data", "preset", "settings");
    private static final List<String> FIELDS = List.of("apiVersion", "name", "data", "preset", "settings", "queue");
    private static final List<String> CHANGES = List.of("name", "data", "preset", "settings", "queue");

    private SpecReader() {}

    static boolean hasBody(RoutingContext request) {
        return request.body().buffer() != null && request.body().buffer().length() > 0;
    }

    /** Whether the address takes a specification, or the changes to one. */
    static boolean wantsBody(RoutingContext request) {
        String path = request.normalizedPath();
        return path.endsWith("/runs")
                || path.endsWith("/estimates")
                || path.endsWith("/clone")
                || path.endsWith("/datasets")
                || path.endsWith("/experiments");
    }

    /** Throws what is wrong with a body that the contract refused, when our own words for it are clearer. */
    static void explain(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.endsWith("/clone") && !hasBody(request)) {
            return;
        }
        JsonObject json = object(request);
        if (path.endsWith("/runs") || path.endsWith("/estimates")) {
            read(json);
        } else if (path.endsWith("/experiments")) {
            ExperimentRoutes.read(json);
        } else if (path.endsWith("/clone")) {
            requireKnown(json, CHANGES, "");
        } else {
            requireKnown(json, List.of("name", "path"), "");
        }
    }

    /** The JSON object in the body; throws what says why there is none. */
    static JsonObject object(RoutingContext request) {
        String type =
                Optional.ofNullable(request.request().getHeader("Content-Type")).orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            String given = Parameters.cut(type);
            throw new Problem.Found(
                    new Problem(415, "not-json", "the body's Content-Type is '" + given + "'; send application/json"));
        }
        if (!hasBody(request)) {
            throw bad("the body is empty; send a run specification");
        }
        try {
            return new JsonObject(request.body().buffer());
        } catch (DecodeException | ClassCastException e) {
            throw bad("the body is not a JSON object");
        }
    }

    /** Throws a {@link Refusal} that names the field at fault. */
    static RunSpec read(JsonObject json) {
        requireKnown(json, FIELDS, "");
        for (String field : REQUIRED) {
            if (json.getValue(field) == null) {
                throw bad("field '" + field + "' is missing");
            }
        }
        if (text(json, "name").chars().anyMatch(Character::isISOControl)
                || text(json, "data").chars().anyMatch(Character::isISOControl)) {
            throw bad("field 'name' or 'data' has a control character in it");
        }
        try {
            return new RunSpec(
                    text(json, "apiVersion"),
                    text(json, "name"),
                    text(json, "data"),
                    text(json, "preset"),
                    settings(json.getValue("settings")),
                    queue(json));
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    /** The document of a specification with some fields replaced; settings and queue are merged. */
    static JsonObject changed(RunSpec spec, JsonObject changes) {
        requireKnown(changes, CHANGES, "");
        JsonObject document = new JsonObject(Wire.write(spec));
        for (String field : changes.fieldNames()) {
            Object value = changes.getValue(field);
            if (value instanceof JsonObject parts && document.getValue(field) instanceof JsonObject old) {
                parts.forEach(part -> old.put(part.getKey(), part.getValue()));
            } else {
                document.put(field, value);
            }
        }
        return document;
    }

    private static void requireKnown(JsonObject json, List<String> fields, String prefix) {
        for (String field : json.fieldNames()) {
            if (!fields.contains(field)) {
                throw bad("unknown field '" + prefix + Parameters.cut(field) + "'; did you mean '" + prefix
                        + Nearest.of(Parameters.cut(field), fields) + "'?");
            }
        }
    }

    private static Queueing queue(JsonObject json) {
        if (!json.containsKey("queue")) {
            return Queueing.USUAL;
        }
        if (!(json.getValue("queue") instanceof JsonObject queue)) {
            throw bad("field 'queue' is not an object");
        }
        requireKnown(queue, Queueing.FIELDS, "queue.");
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String field : queue.fieldNames()) {
            Object value = queue.getValue(field);
            fields.put(field, value instanceof JsonArray list ? list.getList() : String.valueOf(value));
            if (value instanceof Integer || value instanceof Long) {
                fields.put(field, value);
            }
        }
        return Queueing.of(fields);
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
                throw bad("setting '" + Parameters.cut(key) + "' is not a text, a number or true or false");
            }
            settings.put(key, setting.toString());
        }
        return settings;
    }

    private static Refusal bad(String message) {
        return new Refusal(Refusal.Code.BAD_SPEC, message);
    }
}
