package org.semigda.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of docs/pictures, light and dark, of real runs on phantoms:
 * {@code ./mvnw -pl it -am verify -Dit.test=PicturesIT -Dsemigda.pictures=FOLDER}. A folder that has the runs already is not
 * trained in again, so that the pictures of a changed page take a minute.
 */
@EnabledIfSystemProperty(named = "semigda.pictures", matches = ".+")
class PicturesIT {

    private static final Path PICTURES = Path.of("..", "docs", "pictures");
    private static final double LONG = 3_600_000;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    /** Short runs, with the autoencoder that the demo has trained. */
    private static final Map<String, String> SHORT = Map.of("stage1.steps", "40", "stage2.steps", "120");

    /** Compares the method with the same network on the labelled images alone. */
    private static final String COMPARE =
            """
            async (data) => {
              const answer = await fetch('/api/v1/experiments', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ apiVersion: 'semigda/v1', name: 'phantoms', description: 'Which images help in the first steps?',
                  data, preset: 'demo', settings: { 'stage1.steps': '15', 'stage2.steps': '34' }, seeds: [1],
                  rows: [{ name: 'labelled images alone', settings: { method: 'supervised' } },
                    { name: 'without the unlabelled terms', settings: { 'loss.unsup_p': 'false', 'loss.unsup_s': 'false' } },
                    { name: 'SemiGDA', settings: {} }] }) });
              const made = await answer.json();
              if (!answer.ok) throw new Error(made.detail);
              return made.id;
            }
            """;

    private static final String PHANTOMS =
            "async () => (await (await fetch('/api/v1/datasets/phantoms', { method: 'POST' })).json()).path";

    private static final String RUNS =
            "async () => (await (await fetch('/api/v1/runs?limit=1000')).json()).runs.map((run) => [run.name, run.id, run.state])";

    @Test
    void everyPageIsPictured(@TempDir Path empty) throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(LONG);
        Files.createDirectories(PICTURES);
        try (Site site = Site.start(empty, empty.resolve("home"))) {
            site.go("");
            site.page().getByText("Devices:").waitFor();
            picture(site.page(), "first-visit", 600);
        }
        Path folder = Files.createDirectories(Path.of(System.getProperty("semigda.pictures")));
        try (Site site = Site.start(folder, folder.resolve("home"), "--devices", "cpu,cpu")) {
            everyPageOf(site);
            assertThat(site.errors()).isEmpty();
        }
    }

    private void everyPageOf(Site site) {
        Page page = site.page();
        page.setDefaultTimeout(LONG);
        site.go("");
        String data = (String) page.evaluate(PHANTOMS);
        String semi = completed(site, data, "demo", Map.of());
        pagesOfARun(site, data, semi);
        site.go("#/data");
        page.getByTestId("dataset").first().click();
        page.getByTestId("data-facts").waitFor();
        picture(page, "data", 560);
        site.go("#/launch?from=" + semi);
        page.getByTestId("clone-differences").waitFor();
        page.locator("#length-2").fill("600");
        page.getByTestId("estimate-ask").click();
        page.getByTestId("estimate-time").waitFor();
        page.evaluate("scrollTo(0, 0)");
        picture(page, "launch");

        Map<String, String> alone = new HashMap<>(SHORT);
        alone.put("method", "supervised");
        String supervised = completed(site, data, "labelled images alone", alone);
        site.go("#/compare?runs=" + semi + "," + supervised);
        page.getByTestId("compare-pictures").locator("img").first().waitFor();
        picture(page, "compare", 1240);
        Object experiment = page.evaluate(COMPARE, data);
        site.go("#/experiments/" + experiment);
        assertThat(page.getByTestId("experiment-state")).hasText("Completed");
        page.getByTestId("experiment-plot").waitFor();
        picture(page, "experiment");
        site.go("#/experiments");
        page.getByTestId("experiment-row").first().waitFor();
        page.mouse().move(WIDTH / 2.0, HEIGHT - 10.0); // away from the row, which would light up
        picture(page, "experiments", 600);
        pagesOfWorkers(site, data);
    }

    private static void pagesOfARun(Site site, String data, String run) {
        Page page = site.page();
        site.go("#/runs/" + run);
        page.locator("[data-testid=chart-loss]:not([data-points='0']) canvas").waitFor();
        picture(page, "run", 1190);
        page.getByTestId("latents").check();
        page.getByTestId("latent-maps").first().waitFor();
        at(page, page.getByTestId("samples"), "validation");
        page.getByTestId("predict-file").setInputFiles(Path.of(data, "images", "0101.png"));
        page.getByTestId("prediction").waitFor();
        at(page, page.getByTestId("predict"), "predict");
    }

    private static void pagesOfWorkers(Site site, String data) {
        Page page = site.page();
        String live = site.submit("both devices", data, Map.of("devices", "2", "elastic.min", "2"));
        site.go("#/runs/" + live);
        page.waitForCondition(
                () -> Site.number(page.getByTestId("samples"), "data-steps") > 1,
                new Page.WaitForConditionOptions().setTimeout(LONG));
        at(page, page.getByTestId("timeline"), "timeline");
        site.go("#/runs");
        page.locator("run-sparkline polyline").first().waitFor();
        picture(page, "runs");
        site.go("#/cluster");
        page.getByTestId("device-load").nth(1).waitFor();
        picture(page, "cluster", 620);
        site.go("#/runs/" + live);
        page.getByTestId("stop").click();
        assertThat(page.getByTestId("state")).containsText("Stopped");
    }

    /** The newest run of this name that is done; one is made where there is none. */
    private static String completed(Site site, String data, String name, Map<String, String> settings) {
        List<?> runs = (List<?>) site.page().evaluate(RUNS);
        return runs.stream()
                .map(run -> (List<?>) run)
                .filter(run -> run.get(0).equals(name) && run.get(2).equals("COMPLETED"))
                .map(run -> run.get(1).toString())
                .findFirst()
                .orElseGet(() -> {
                    String made = site.submit(name, data, settings);
                    site.go("#/runs/" + made);
                    assertThat(site.page().locator("[data-testid=state] [data-state=COMPLETED]"))
                            .hasCount(1);
                    return made;
                });
    }

    /** A picture that begins at a part of the page. */
    private static void at(Page page, Locator part, String name) {
        part.waitFor();
        part.evaluate("(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 72)"); // the bar stays on top
        picture(page, name);
    }

    private static void picture(Page page, String name) {
        picture(page, name, HEIGHT);
    }

    private static void picture(Page page, String name, int height) {
        page.setViewportSize(WIDTH, height);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
            page.waitForTimeout(1500); // pictures come after the page, and curves are drawn anew
            String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(file)));
        }
    }
}
