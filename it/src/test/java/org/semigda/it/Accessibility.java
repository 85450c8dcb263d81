package org.semigda.it;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** axe-core, run inside a page. */
final class Accessibility {

    private static final String FINDINGS =
            """
            async (only) => {
              const found = await axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: [only] }) });
              return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
                .flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.html.slice(0, 200)} ${n.any.map((a) => a.message).join(' ')}`));
            }
            """;

    private Accessibility() {}

    /** Serious and critical findings, one line each. */
    static List<String> findings(Page page) throws IOException {
        return run(page, null);
    }

    /** Findings about contrast alone. */
    static List<String> contrast(Page page) throws IOException {
        return run(page, "color-contrast");
    }

    @SuppressWarnings("unchecked") // the script answers a list of texts
    private static List<String> run(Page page, @org.jspecify.annotations.Nullable String only) throws IOException {
        if (!Boolean.TRUE.equals(page.evaluate("() => 'axe' in window"))) {
            page.evaluate(script());
        }
        return (List<String>) page.evaluate(FINDINGS, only);
    }

    private static String script() throws IOException {
        try (InputStream in = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
