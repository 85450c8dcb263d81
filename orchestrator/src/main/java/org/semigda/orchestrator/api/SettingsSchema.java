package org.semigda.orchestrator.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.conf.Setting;
import org.semigda.conf.Settings;

/** What can be set, as a form needs it. */
final class SettingsSchema {

    private SettingsSchema() {}

    /** Every setting, in the order they are shown. */
    static JsonObject settings() {
        Map<String, String> fallbacks = Settings.defaults().toMap();
        JsonArray all = new JsonArray();
        for (Setting<?> setting : Keys.ALL) {
            all.add(new JsonObject()
                    .put("key", setting.key())
                    .put("group", setting.group())
                    .put("kind", setting.kind().name().toLowerCase(Locale.ROOT))
                    .put("fallback", fallbacks.get(setting.key()))
                    .put("unit", setting.unit())
                    .put("allowed", setting.allowed())
                    .put("choices", new JsonArray(setting.choices()))
                    .put("help", setting.help()));
        }
        return new JsonObject().put("settings", all);
    }

    /** Every preset with all its values. */
    static JsonObject presets() {
        JsonArray all = new JsonArray();
        for (String name : Presets.NAMES) {
            Map<String, Object> values = new LinkedHashMap<>(Presets.get(name).toMap());
            all.add(new JsonObject().put("name", name).put("settings", new JsonObject(values)));
        }
        return new JsonObject().put("presets", all);
    }
}
