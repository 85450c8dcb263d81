package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of docs/pictures, light and dark: {@code ./mvnw -pl it -am verify -Dit.test=PicturesIT -Dsemigda.pictures=true}. */
@EnabledIfSystemProperty(named = "semigda.pictures", matches = "true")
class PicturesIT {

    private static final Path PICTURES = Path.of("..", "docs", "pictures");
    private static final double LONG = 3_600_000;

    /** Submits a shortened demo and answers its id. */
    private static final String SUBMIT =
            """
            async ([name, data, changes]) => {
              const settings = { 'image.size': '48', 'stage0.steps': '100', 'stage1.steps': '30', 'stage2.steps': '120', 'validate.every': '1', 'batch.unlabelled': '8', ...changes };
              const answer = await fetch('/api/v1/runs', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ apiVersion: 'semigda/v1', name, data, preset: 'demo', settings }) });
              return (await answer.json()).id;
            }
            """;

    @Test
    void everyPageIsPictured(@TempDir Path folder) throws Exception {
        Files.createDirectories(PICTURES);
        try (Site site = Site.start(folder, folder.resolve("home"))) {
            Page page = site.page();
            page.setDefaultTimeout(LONG);
            site.go("");
            page.getByTestId("first-visit").waitFor();
            picture(page, "first-visit", false);
            Object data = page.evaluate(
                    "async () => (await (await fetch('/api/v1/datasets/phantoms', { method: 'POST' })).json()).path");
            Object semi =
                    page.evaluate(SUBMIT, List.of("Phantoms, 10 % labelled", data, Map.of("data.labelled", "10%")));
            Object supervised = page.evaluate(
                    SUBMIT,
                    List.of("The same, supervised", data, Map.of("data.labelled", "10%", "method", "supervised")));
            site.go("#/runs/" + supervised);
            page.locator("[data-testid=state] [data-state=COMPLETED]").waitFor();
            Object third =
                    page.evaluate(SUBMIT, List.of("Phantoms, 30 % labelled", data, Map.of("data.labelled", "30%")));
            site.go("#/runs/" + third);
            page.locator("[data-testid=chart-loss]:not([data-points='0']) canvas")
                    .waitFor();

            Map<String, String> places = new LinkedHashMap<>();
            places.put("runs", "#/runs");
            places.put("launch", "#/launch?from=" + semi);
            places.put("run", "#/runs/" + semi);
            places.put("compare", "#/compare?runs=" + semi + "," + supervised);
            places.put("data", "#/data");
            places.put("cluster", "#/cluster");
            for (Map.Entry<String, String> place : places.entrySet()) {
                site.go(place.getValue());
                if (place.getKey().equals("data")) {
                    page.getByTestId("dataset").first().click();
                    page.getByTestId("data-facts").waitFor();
                }
                page.waitForTimeout(1500); // pictures and curves come after the page
                picture(page, place.getKey(), place.getKey().equals("run"));
            }
            assertThat(site.errors()).isEmpty();
        }
    }

    private static void picture(Page page, String name, boolean whole) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
            page.waitForTimeout(500); // curves are drawn anew
            String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(PICTURES.resolve(file)).setFullPage(whole));
        }
    }
}
