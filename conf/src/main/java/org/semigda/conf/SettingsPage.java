package org.semigda.conf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes docs/settings.md from the settings themselves, so that the page cannot be wrong. */
public final class SettingsPage {

    private SettingsPage() {}

    /** The whole page as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(
                """
                # Settings

                Generated from `Keys.java` by `SettingsPageTest`; change a setting there. A setting is changed by `--set key=value`, in the
                launch form, or in the `settings` of a run specification. The columns of the presets are empty where a preset keeps the
                default.
                """);
        Map<String, Map<String, String>> presets = new LinkedHashMap<>();
        Presets.NAMES.forEach(name -> presets.put(name, Presets.changes(name)));
        Map<String, List<Setting<?>>> groups = new LinkedHashMap<>();
        Keys.ALL.forEach(setting ->
                groups.computeIfAbsent(setting.group(), g -> new ArrayList<>()).add(setting));
        groups.forEach((group, settings) -> {
            page.append("\n## ").append(group).append("\n\n| setting | default |");
            Presets.NAMES.forEach(name -> page.append(' ').append(name).append(" |"));
            page.append(" allowed | what it does |\n|---|---|")
                    .append("---|".repeat(Presets.NAMES.size()))
                    .append("---|---|\n");
            settings.forEach(setting -> page.append(row(setting, presets)).append('\n'));
        });
        return page.toString();
    }

    private static String row(Setting<?> setting, Map<String, Map<String, String>> presets) {
        String fallback = Setting.format(setting.fallback());
        StringBuilder row = new StringBuilder("| `" + setting.key() + "` | ")
                .append(fallback.isEmpty() ? "(empty)" : fallback)
                .append(setting.unit().isEmpty() ? "" : " " + setting.unit())
                .append(" |");
        presets.values().forEach(changes -> row.append(' ')
                .append(changes.getOrDefault(setting.key(), ""))
                .append(" |"));
        String allowed = setting.choices().isEmpty() ? setting.allowed() : String.join(", ", setting.choices());
        return row.append(' ')
                .append(allowed)
                .append(" | ")
                .append(setting.help())
                .append(" |")
                .toString();
    }
}
