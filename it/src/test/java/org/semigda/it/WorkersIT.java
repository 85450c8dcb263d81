package org.semigda.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.semigda.it.Site.PATIENCE;
import static org.semigda.it.Site.number;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workers of one run, as a person sees them: where the time of each goes, and which one the others wait for. */
class WorkersIT {

    private static final int STEPS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeAll
    static void patience() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    }

    @Test
    void twoDeviceProcessesTellWhereTheirTimeGoesAndWhatTheyHold() throws Exception {
        try (Site site = Site.start(folder, folder.resolve("home"), "--devices", "cpu,cpu")) {
            Path data = folder.resolve("phantoms");
            assertThat(site.semigda()
                            .run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32")
                            .code())
                    .isZero();
            site.go("#/cluster");
            Map<String, String> settings = new HashMap<>(TinyRun.SETTINGS);
            settings.putAll(Map.of(
                    "data.labelled", "50%",
                    "devices", "2",
                    "elastic.min", "2",
                    "batch.labelled", "2",
                    "batch.unlabelled", "2",
                    "stage0.batch", "4",
                    "stage2.steps", "1000000")); // until it is stopped
            String run = site.submit("on two devices", data.toString(), settings);
            Page page = site.page();

            site.awaitTraining(run);
            Locator nodes = page.getByTestId("node");
            assertThat(nodes).hasCount(2);
            for (Locator node : nodes.all()) {
                assertThat(node).containsText("held by its process");
                assertThat(node.getByTestId("device-load")).containsText("% busy");
                assertThat(node).containsText("on two devices");
            }

            site.go("#/runs/" + run);
            site.await(() -> number(page.getByTestId("timeline"), "data-workers") == 2);
            Locator rows = page.getByTestId("workers").locator("tbody tr");
            assertThat(rows).hasCount(2);
            assertThat(rows.nth(0)).containsText("Worker 0");
            assertThat(rows.nth(1)).containsText("Worker 1");
            assertThat(rows.nth(1)).containsText("cpu");
            assertThat(rows.nth(1)).containsText(Pattern.compile("\\d [MG]iB"));
            site.await(() -> milliseconds(rows.nth(1), "step") > 0 && milliseconds(rows.nth(1), "forward") > 0);
            page.getByTestId("stop").click();
            assertThat(page.getByTestId("state")).containsText("Stopped");
            assertThat(site.errors()).isEmpty();
        }
    }

    /** The number in the column of a part. */
    private static double milliseconds(Locator row, String part) {
        Object text = row.evaluate(
                """
                (row, part) => {
                  const heads = [...row.closest('table').querySelectorAll('thead th')].map((th) => th.textContent.trim());
                  return row.children[heads.indexOf(part)].firstChild.textContent;
                }
                """,
                part);
        String number = text.toString().strip();
        return number.isEmpty() ? 0 : Double.parseDouble(number.replaceAll("[^0-9.]", ""));
    }

    @Test
    void theWorkerThatTheOthersWaitForIsNamedAsSlow() throws Exception {
        try (StreamingServer server = StreamingServer.start(STEPS, 500, (step, random) -> times());
                Browser browser = Browser.open()) {
            Page page = browser.page(1280, 900);
            page.setDefaultTimeout(PATIENCE);
            page.navigate(server.runAddress());
            page.getByTestId("timeline").scrollIntoViewIfNeeded();

            assertThat(page.getByTestId("timeline")).hasAttribute("data-workers", "3");
            assertThat(page.getByTestId("slow-worker")).hasCount(1);
            assertThat(page.getByTestId("slow-worker")).containsText("Worker 2 takes 50 % longer");
            assertThat(page.locator("tr.slow")).containsText("Worker 2");
        }
    }

    /** Every step takes all of them as long as the slowest, which has nobody to wait for. */
    private static Map<String, Double> times() {
        Map<String, Double> times = new HashMap<>();
        times.put("time/step_ms", 150.0);
        for (int worker = 0; worker < 3; worker++) {
            double own = worker == 2 ? 150 : 100;
            String prefix = "worker/" + worker + "/time/";
            times.put(prefix + "data_ms", 0.0);
            times.put(prefix + "forward_ms", own / 2);
            times.put(prefix + "backward_ms", own / 4);
            times.put(prefix + "optimizer_ms", own / 4);
            times.put(prefix + "sync_ms", 150 - own);
            times.put(prefix + "step_ms", 150.0);
        }
        return times;
    }
}
