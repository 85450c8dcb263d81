package org.semigda.conf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A full, checked set of values: every setting of {@link Keys} has one. Immutable. */
public final class Settings {

    private static final Settings DEFAULTS = new Settings(Map.of());

    private final Map<String, Object> changed;

    private Settings(Map<String, Object> changed) {
        this.changed = changed;
    }

    /** Every setting at its default. */
    public static Settings defaults() {
        return DEFAULTS;
    }

    /** The value of a setting. */
    @SuppressWarnings("unchecked") // with() stored what this setting's own parser made
    public <T> T get(Setting<T> setting) {
        Object value = changed.get(setting.key());
        return value == null ? setting.fallback() : (T) value;
    }

    /**
     * These settings with one changed.
     *
     * @throws UserError when no setting has this key (the nearest known one is named) or the value is not allowed
     */
    public Settings with(String key, String value) {
        Setting<?> setting = find(key);
        Map<String, Object> next = new LinkedHashMap<>(changed);
        next.put(key, setting.parse(value));
        return new Settings(Collections.unmodifiableMap(next));
    }

    /** These settings with several changed; see {@link #with(String, String)}. */
    public Settings with(Map<String, String> values) {
        Settings next = this;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            next = next.with(entry.getKey(), entry.getValue());
        }
        return next;
    }

    /** Every key with its value as text, in the order of {@link Keys#ALL}. */
    public Map<String, String> toMap() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting<?> setting : Keys.ALL) {
            all.put(setting.key(), Setting.format(get(setting)));
        }
        return all;
    }

    /**
     * The setting with this key.
     *
     * @throws UserError when there is none; the message names the nearest known key
     */
    public static Setting<?> find(String key) {
        for (Setting<?> setting : Keys.ALL) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        String nearest = Nearest.of(key, Keys.ALL.stream().map(Setting::key).toList());
        throw new UserError(
                "unknown setting '" + key + "'; did you mean '" + nearest + "'? All settings: docs/settings.md");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that && toMap().equals(that.toMap());
    }

    @Override
    public int hashCode() {
        return Objects.hash(toMap());
    }

    @Override
    public String toString() {
        return changed.toString();
    }
}
