package org.semigda.infer.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;

/** How the model came to be and with what it was scored: every setting, the run's own record, versions. */
final class Specification {

    private Specification() {}

    static String html(Subject subject) {
        StringBuilder html = new StringBuilder("<h2>Specification</h2>\n");
        html.append(table("Model and versions", facts(subject)));
        Map<String, String> defaults = Settings.defaults().toMap();
        html.append("<details open><summary>Every setting of the training</summary>")
                .append("<table><thead><tr><th scope=\"col\">Setting</th><th scope=\"col\">Value</th>")
                .append("<th scope=\"col\">Default</th></tr></thead><tbody>\n");
        subject.settings().toMap().forEach((key, value) -> {
            String usual = defaults.getOrDefault(key, "");
            html.append("<tr%s><th scope=\"row\"><code>%s</code></th><td>%s</td><td>%s</td></tr>\n"
                    .formatted(
                            usual.equals(value) ? "" : " class=\"changed\"",
                            Html.text(key),
                            Html.text(value),
                            usual.equals(value) ? "same" : Html.text(usual)));
        });
        html.append("</tbody></table></details>\n");
        record(subject)
                .ifPresent(text -> html.append("<details><summary>The run's own record (run.json)</summary><pre>")
                        .append(Html.text(text))
                        .append("</pre></details>\n"));
        return html.toString();
    }

    private static Map<String, String> facts(Subject subject) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Checkpoint", subject.checkpoint().toString());
        facts.put("Weights", subject.weights().name().toLowerCase(Locale.ROOT));
        facts.put("Step", "" + subject.info().globalStep());
        facts.put("Trained by", "semigda " + subject.info().version());
        String data = subject.info().splitHash();
        facts.put("Data set (SHA-256)", data.isEmpty() ? "unknown" : data);
        facts.put("Scored with", "LibTorch " + torch() + ", Java " + Runtime.version());
        facts.put(
                "System",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        return facts;
    }

    private static String torch() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException("the version of LibTorch cannot be read from its jar", e);
        }
    }

    private static String table(String caption, Map<String, String> facts) {
        StringBuilder html =
                new StringBuilder("<table><caption>").append(Html.text(caption)).append("</caption><tbody>\n");
        facts.forEach((name, value) -> html.append("<tr><th scope=\"row\">%s</th><td class=\"text\">%s</td></tr>\n"
                .formatted(Html.text(name), Html.text(value))));
        return html.append("</tbody></table>\n").toString();
    }

    private static Optional<String> record(Subject subject) {
        Optional<Path> file = subject.run().map(run -> run.resolve("run.json")).filter(Files::isRegularFile);
        try {
            return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.get()));
        } catch (IOException e) {
            throw new UserError("cannot read " + file.get() + ": " + e, e);
        }
    }
}
