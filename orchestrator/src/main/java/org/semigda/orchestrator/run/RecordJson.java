package org.semigda.orchestrator.run;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;

/** {@code run.json}: format 1; what later releases added may be absent. */
final class RecordJson {

    private static final int FORMAT = 1;

    private RecordJson() {}

    static JsonObject write(RunRecord run) {
        JsonObject json = new JsonObject()
                .put("format", FORMAT)
                .put("id", run.id().value())
                .put("state", run.state().name())
                .put("attempt", run.attempt())
                .put("restarts", run.restarts())
                .put("resume", run.resume());
        if (run.hold()) {
            json.put("hold", true);
        }
        if (run.lasting() > 0) {
            json.put("lasting", run.lasting());
        }
        RunRecord.Times times = run.times();
        json.put("created", times.created()).put("queued", times.queued());
        times.started().ifPresent(time -> json.put("started", time));
        times.counted().ifPresent(time -> json.put("counted", time));
        times.ended().ifPresent(time -> json.put("ended", time));
        run.failure().ifPresent(why -> json.put("failure", new JsonObject(Wire.write(why))));
        run.request().ifPresent(request -> json.put("request", new JsonObject(Wire.write(request))));
        return json.put("version", run.version())
                .put("hash", hash(run.spec(), run.settings()))
                .put("spec", new JsonObject(Wire.write(run.spec())))
                .put("settings", new JsonObject(new LinkedHashMap<>(run.settings())));
    }

    static RunRecord read(JsonObject json) {
        if (json.getInteger("format", 0) != FORMAT) {
            throw new IllegalArgumentException(
                    "format " + json.getValue("format") + " is not known; this release reads " + FORMAT);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        part(json, "settings").forEach(entry -> settings.put(entry.getKey(), String.valueOf(entry.getValue())));
        long created = json.getLong("created", 0L);
        OptionalLong started = time(json, "started");
        return new RunRecord(
                new RunId(text(json, "id")),
                Wire.read(part(json, "spec").encode(), RunSpec.class),
                settings,
                RunState.valueOf(text(json, "state")),
                json.getInteger("attempt", 1),
                json.getInteger("restarts", 0),
                json.getBoolean("resume", false),
                json.getBoolean("hold", false),
                json.getInteger("lasting", 0),
                new RunRecord.Times(
                        created, json.getLong("queued", created), started, time(json, "counted"), time(json, "ended")),
                optional(json, "failure", Failure.class),
                optional(json, "request", RunRecord.RepeatableRequest.class),
                json.getString("version", "unknown"));
    }

    static String hash(RunSpec spec, Map<String, String> settings) {
        Map<String, Object> computed = new TreeMap<>();
        computed.put("data", spec.data());
        computed.put("preset", spec.preset());
        computed.put("settings", settings);
        try {
            byte[] text = Wire.write(computed).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static <T> Optional<T> optional(JsonObject json, String key, Class<T> type) {
        return json.containsKey(key) ? Optional.of(Wire.read(part(json, key).encode(), type)) : Optional.empty();
    }

    private static OptionalLong time(JsonObject json, String key) {
        Long value = json.getLong(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static String text(JsonObject json, String key) {
        String value = json.getString(key);
        if (value == null) {
            throw new IllegalArgumentException("field '" + key + "' is missing");
        }
        return value;
    }

    private static JsonObject part(JsonObject json, String key) {
        JsonObject value = json.getJsonObject(key);
        if (value == null) {
            throw new IllegalArgumentException("field '" + key + "' is missing");
        }
        return value;
    }
}
