package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.semigda.conf.Settings;

/** What rank 0 tells the others before they can build the same trainer, as text. */
record SharedRun(Settings settings, TrainingPlan plan) {

    /** The plan on the first line, then {@code KEY=VALUE} of every setting. */
    static String toText(Settings settings, TrainingPlan plan) {
        StringBuilder text = new StringBuilder(plan.toText());
        settings.toMap()
                .forEach((key, value) ->
                        text.append('\n').append(key).append('=').append(value));
        return text.toString();
    }

    static SharedRun parse(String text) {
        String[] lines = text.split("\n", -1);
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int end = lines[i].indexOf('=');
            settings.put(lines[i].substring(0, end), lines[i].substring(end + 1));
        }
        return new SharedRun(Settings.defaults().with(settings), TrainingPlan.parse(lines[0]));
    }
}
