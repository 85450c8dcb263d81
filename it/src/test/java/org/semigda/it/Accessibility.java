package org.semigda.it;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    /** Nothing, or which elements reach over the right edge. */
    private static final String TOO_WIDE =
            """
            () => document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]
              .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 8).map((e) => `${e.tagName}.${e.className}`).join(', ')
            """;

    private Accessibility() {}

    /** What a page gets wrong: findings in the light, contrast in the dark, and what does not fit a screen of 360 pixels. */
    static List<String> everywhere(Page page) throws IOException {
        page.setViewportSize(1280, 900);
        // Without motion no colour is on its way to another.
        page.emulateMedia(new Page.EmulateMediaOptions()
                .setColorScheme(ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
        List<String> found = new ArrayList<>(findings(page));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        contrast(page).forEach(finding -> found.add("dark: " + finding));
        page.setViewportSize(360, 740);
        Object wide = page.evaluate(TOO_WIDE);
        if (!"".equals(wide)) {
            found.add("wider than a screen of 360 pixels: " + wide);
        }
        return found;
    }

    /** Serious and critical findings, one line each. */
    private static List<String> findings(Page page) throws IOException {
        return run(page, null);
    }

    private static List<String> contrast(Page page) throws IOException {
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
