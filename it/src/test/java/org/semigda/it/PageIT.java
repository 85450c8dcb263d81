package org.semigda.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Running;

/** A person at a real browser, a real server, a real run: launch it, watch its curves grow, see it end. */
class PageIT {

    private static final double PATIENCE = 120_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void aRunIsLaunchedFromTheFormAndItsCurvesGrowUntilItIsDone() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        CommandLine semigda = new CommandLine(folder);
        Path data = folder.resolve("phantoms");
        assertThat(semigda.run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32")
                        .code())
                .isZero();
        int port = TinyRun.freePort();
        try (Browser browser = Browser.open();
                Running server = semigda.start(
                        "serve",
                        "--port",
                        "" + port,
                        "--home",
                        folder.resolve("home").toString())) {
            String address = server.awaitLine(line -> line.startsWith("page: ")).substring("page: ".length());
            List<String> errors = new ArrayList<>();
            Page page = browser.page(1280, 900);
            page.onPageError(errors::add);
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    errors.add(message.text());
                }
            });
            page.navigate(address);
            assertThat(page.getByTestId("first-visit")).isVisible();

            launch(page, address, data);
            assertThat(page.getByTestId("state")).containsText("Running", ignoringCase());
            Locator losses = page.getByTestId("chart-loss");
            assertThat(losses).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
            int early = awaitPoints(page, losses, 1);
            awaitPoints(page, losses, early + 20);
            awaitPoints(page, page.getByTestId("chart-validation"), 2);
            assertThat(page.getByTestId("samples").locator("img").first()).isVisible();

            assertThat(page.getByTestId("state")).containsText("Completed", ignoringCase());
            assertThat(page.getByTestId("sentence")).containsText("Dice");

            page.getByTestId("predict-file").setInputFiles(data.resolve("images/0001.png"));
            assertThat(page.getByTestId("prediction")).isVisible();
            assertThat(page.getByTestId("prediction")).hasJSProperty("naturalWidth", 32);

            page.navigate(address + "#/runs");
            assertThat(page.getByTestId("run-row")).hasCount(1);
            assertThat(errors).isEmpty();
        }
    }

    private static void launch(Page page, String address, Path data) {
        page.navigate(address + "#/launch");
        page.locator("#data").fill(data.toString());
        page.getByTestId("launch-name").fill("from the browser");
        page.getByTestId("launch-labelled").fill("50%");
        page.getByTestId("advanced").locator("summary").first().click();
        Map<String, String> settings = new HashMap<>(TinyRun.SETTINGS);
        settings.put("stage2.steps", "160"); // long enough that a slow machine still sees its curves grow
        settings.forEach((key, value) -> {
            page.getByLabel("Search settings").fill(key);
            page.locator("#set-" + key.replace('.', '-')).fill(value);
        });
        page.getByTestId("launch-submit").click();
    }

    /** Waits until a chart has at least this many points, and gives how many it has. */
    private static int awaitPoints(Page page, Locator chart, int points) {
        page.waitForCondition(() -> points(chart) >= points, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
        return points(chart);
    }

    private static int points(Locator chart) {
        return chart.count() == 0 ? 0 : Integer.parseInt(chart.first().getAttribute("data-points"));
    }

    private static ContainsTextOptions ignoringCase() {
        return new ContainsTextOptions().setIgnoreCase(true);
    }
}
