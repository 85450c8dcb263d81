package org.semigda.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.semigda.it.Site.PATIENCE;
import static org.semigda.it.Site.number;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person at a real browser, a real server, real runs. The stories are told in order, on one server and with one run that
 * goes on until it is stopped for good, so that no story depends on how fast the machine is.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

    @SuppressWarnings("NullAway.Init") // set before all
    private Site site;

    @SuppressWarnings("NullAway.Init") // set before all
    private Page page;

    private Path data = Path.of("");
    private String first = "";
    private String second = "";

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        data = folder.resolve("some-phantoms");
        site = Site.start(folder, folder.resolve("home"));
        page = site.page();
        page.setDefaultTimeout(PATIENCE);
        assertThat(site.semigda()
                        .run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32")
                        .code())
                .isZero();
    }

    @AfterAll
    void close() throws Exception {
        site.close();
    }

    @Test
    @Order(1)
    void theFirstVisitExplainsItselfAndOneButtonStartsTheDemo() throws IOException {
        site.go("");
        assertThat(page.getByTestId("first-visit")).isVisible();
        assertThat(Accessibility.everywhere(page)).isEmpty();
        page.setViewportSize(1280, 900);
        page.getByTestId("start-demo").click();
        assertThat(page.getByTestId("sentence")).isVisible();
        assertThat(page.locator("h1")).hasText("demo");
        assertThat(page.getByTestId("state")).not().containsText("Failed");
        page.getByTestId("stop").click();
        awaitState("Stopped");
    }

    @Test
    @Order(2)
    void aFolderIsLookedIntoAndARunLaunchedOnIt() {
        site.go("#/data");
        page.getByTestId("data-path").fill(data.toString());
        page.getByTestId("data-add").click();
        assertThat(page.getByTestId("data-facts")).containsText("32x32");
        assertThat(page.getByTestId("data-problems")).containsText("Nothing is wrong");
        assertThat(page.getByTestId("contact-sheet").locator("img")).hasCount(24);
        page.getByText("Train on it").click();

        assertThat(page.getByTestId("launch-data")).hasValue(data.toString());
        assertThat(page.getByTestId("data-look").locator("img").first()).isVisible();
        page.getByTestId("launch-name").fill("from the browser");
        page.getByTestId("launch-labelled").fill("half");
        assertThat(page.locator(".error")).containsText("Write a share such as 10%");
        page.getByTestId("launch-labelled").fill("50%");
        Map<String, String> settings = new HashMap<>(TinyRun.SETTINGS);
        settings.put("stage2.steps", "1000000"); // until it is stopped
        page.getByTestId("advanced").locator("summary").first().click();
        settings.forEach(this::set);
        page.getByTestId("estimate-ask").click();
        assertThat(page.getByTestId("estimate-time")).containsText("About");
        page.getByTestId("launch-submit").click();
        awaitState("Running");
        first = runOfAddress();
    }

    private void set(String key, String value) {
        page.getByLabel("Search settings").fill(key);
        page.locator("#set-" + key.replace('.', '-')).fill(value);
    }

    @Test
    @Order(3)
    void aCurveGrowsAndAZoomIsKeptWhileItDoes() {
        Locator losses = page.getByTestId("chart-loss");
        awaitAtLeast(losses, "data-points", 12);
        BoundingBox box = losses.locator(".u-over").boundingBox();
        page.mouse().move(box.x + box.width * 0.2, box.y + box.height / 2);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.6, box.y + box.height / 2);
        page.mouse().up();
        assertThat(page.getByTestId("reset-zoom")).isVisible();
        site.await(() -> number(losses, "data-from") > 1);
        int from = number(losses, "data-from");
        int to = number(losses, "data-to");
        awaitAtLeast(losses, "data-points", number(losses, "data-points") + 5);
        assertThat(number(losses, "data-from")).isEqualTo(from);
        assertThat(number(losses, "data-to")).isEqualTo(to).isLessThan(number(losses, "data-points"));
        page.getByTestId("reset-zoom").click();
        site.await(() -> number(losses, "data-to") > to);
        page.getByTestId("smoothing").fill("0.5");
        losses.getByText("log", new Locator.GetByTextOptions().setExact(true)).click();
        page.reload();
        assertThat(page.getByTestId("smoothing")).hasValue("0.5");
        assertThat(losses.getByText("log", new Locator.GetByTextOptions().setExact(true)))
                .hasAttribute("aria-pressed", "true");
    }

    @Test
    @Order(4)
    void picturesAreScrubbedThroughTimeWithTheArrowKeys() {
        Locator samples = page.getByTestId("samples");
        awaitAtLeast(samples, "data-steps", 3);
        int newest = number(samples, "data-step");
        page.keyboard().press("ArrowLeft");
        site.await(() -> number(samples, "data-step") < newest);
        int earlier = number(samples, "data-step");
        page.keyboard().press("ArrowLeft");
        site.await(() -> number(samples, "data-step") < earlier);
        page.keyboard().press("ArrowRight");
        site.await(() -> number(samples, "data-step") == earlier);
        page.getByTestId("latents").check();
        Locator latents = page.getByTestId("latent-maps").first();
        site.await(() -> natural(latents) == 4 * 128 + 3 * 4);
        assertThat(page.getByTestId("timeline")).hasAttribute("data-workers", "1");
    }

    @Test
    @Order(5)
    void curvesAndCheckpointsAreDownloaded() throws IOException {
        Locator losses = page.getByTestId("chart-loss");
        Path picture = download(losses.getByTestId("save-png"));
        assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
        List<String> csv = Files.readAllLines(download(losses.getByTestId("save-csv")));
        assertThat(csv.get(0)).isEqualTo("id,attempt,time,stage,step,name,value");
        assertThat(csv).filteredOn(line -> line.contains(",loss/total,")).hasSizeGreaterThan(11);
        page.getByTestId("checkpoint").click();
        Path weights = download(page.getByTestId("download-last-model"));
        assertThat(Files.readAllBytes(weights))
                .as("safetensors: length, then JSON")
                .containsSequence('{', '"');
    }

    @Test
    @Order(6)
    void aRunIsStoppedAndResumed() {
        page.getByTestId("stop").click();
        awaitState("Stopped");
        assertThat(page.getByTestId("sentence")).containsText("Resume continues exactly from there");
        int points = number(page.getByTestId("chart-loss"), "data-points");
        page.getByTestId("resume").click();
        awaitState("Running");
        awaitAtLeast(page.getByTestId("chart-loss"), "data-points", points + 3);
        assertThat(page.getByTestId("sentence")).containsText("Attempt 2");
    }

    @Test
    @Order(7)
    void aKilledWorkerAppearsAndTheRunGoesOn() {
        int points = number(page.getByTestId("chart-loss"), "data-points");
        site.killWorkers();
        assertThat(page.getByTestId("sentence")).containsText("Attempt 3");
        awaitState("Running");
        awaitAtLeast(page.getByTestId("chart-loss"), "data-points", points);
        site.go("#/cluster");
        site.await(
                () -> page.locator("[data-testid=node]:not([data-state=LOST])").count() > 0);
        site.go("#/runs/" + first);
        awaitState("Running");
    }

    @Test
    @Order(8)
    void aServerThatIsAwayIsToldOfAndRecovered() throws Exception {
        site.cutPower();
        assertThat(page.getByTestId("offline")).containsText("Not connected since");
        assertThat(page.getByTestId("link-state")).containsText("Not connected");
        assertThat(page.getByTestId("state")).containsText("Last known");
        assertThat(page.getByTestId("stop")).isDisabled();
        site.powerOn();
        assertThat(page.getByTestId("link-state")).containsText("Live");
        assertThat(page.getByTestId("offline")).hasCount(0);
        awaitState("Running");
        page.getByTestId("stop").click();
        awaitState("Stopped");
    }

    @Test
    @Order(9)
    void aCloneShowsWhatDiffersAndEndsWithScores() {
        page.getByTestId("clone").click();
        assertThat(page.getByTestId("clone-differences")).hasAttribute("data-rows", "0");
        page.getByTestId("launch-name").fill("the clone");
        page.locator("#length-2").fill("6");
        assertThat(page.getByTestId("clone-differences")).hasAttribute("data-rows", "1");
        page.getByTestId("launch-submit").click();
        awaitState("Completed");
        assertThat(page.getByTestId("sentence")).containsText("Dice");
        second = runOfAddress();
        page.getByTestId("predict-file").setInputFiles(data.resolve("images/0001.png"));
        assertThat(page.getByTestId("prediction")).isVisible();
        assertThat(page.getByTestId("prediction")).hasJSProperty("naturalWidth", 32);
    }

    @Test
    @Order(10)
    void anImageDroppedOnThePageIsPredicted() throws IOException {
        String before = page.getByTestId("prediction").getAttribute("src");
        String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(data.resolve("images/0002.png")));
        JSHandle dropped = page.evaluateHandle(
                """
                (bytes) => {
                  const transfer = new DataTransfer();
                  transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'dropped.png', { type: 'image/png' }));
                  return transfer;
                }
                """,
                bytes);
        Locator place = page.locator(".predict");
        place.dispatchEvent("dragover", Map.of("dataTransfer", dropped));
        assertThat(place).hasClass(Pattern.compile("\\bover\\b"));
        place.dispatchEvent("drop", Map.of("dataTransfer", dropped));
        assertThat(place).not().hasClass(Pattern.compile("\\bover\\b"));
        assertThat(place.locator("figcaption")).containsText("dropped.png");
        assertThat(page.getByTestId("prediction")).not().hasAttribute("src", before);
        assertThat(page.getByTestId("prediction")).hasJSProperty("naturalWidth", 32);
    }

    @Test
    @Order(11)
    void twoRunsAreCompared() {
        site.go("#/runs");
        assertThat(page.getByTestId("run-row")).hasCount(3);
        page.getByLabel("Compare the clone").check();
        page.getByLabel("Compare from the browser").check();
        page.getByTestId("compare").click();
        assertThat(page.getByTestId("compare-differences")).hasAttribute("data-rows", "1");
        assertThat(page.getByTestId("compare-differences")).containsText("stage2.steps");
        assertThat(page.getByTestId("compare-scores")).containsText("Test Dice");
        awaitAtLeast(page.getByTestId("compare-loss-total"), "data-points", 10);
        assertThat(page.getByTestId("compare-pictures").locator("img")).hasCount(2);
    }

    @Test
    @Order(12)
    void everythingCanBeDoneWithTheKeyboardAlone() {
        site.go("#/runs");
        page.reload(); // so that the focus is nowhere yet
        assertThat(page.getByTestId("run-row")).hasCount(3);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        tabTo("[data-run='" + first + "']");
        assertThat(page.locator(":focus")).not().hasCSS("outline-style", "none");
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("sentence")).isVisible();
        tabTo("[data-testid='smoothing']");
        page.keyboard().press("ArrowRight");
        assertThat(page.getByTestId("smoothing")).hasValue("0.51");
        tabTo("[data-testid='clone']", "Shift+Tab");
        page.keyboard().press("Enter");
        tabTo("[data-testid='launch-name']");
        page.keyboard().press("ControlOrMeta+A");
        page.keyboard().type("by keyboard");
        page.keyboard().press("Enter");
        awaitState("Running");
        tabTo("[data-testid='stop']");
        page.keyboard().press("Enter");
        awaitState("Stopped");
    }

    private void tabTo(String selector) {
        tabTo(selector, "Tab");
    }

    private void tabTo(String selector, String key) {
        page.locator(selector).first().waitFor();
        for (int presses = 0; presses < 80; presses++) {
            if ((boolean) page.evaluate("s => document.activeElement?.matches(s) ?? false", selector)) {
                return;
            }
            page.keyboard().press(key);
        }
        throw new AssertionError(selector + " is not reached with " + key);
    }

    @Test
    @Order(13)
    void noPageHasASeriousFindingOrIsWiderThanANarrowScreen() throws IOException {
        site.go("#/data");
        String set = page.getByTestId("dataset").first().getAttribute("href");
        Map<String, String> places = Map.of(
                "#/runs",
                "run-row",
                "#/launch?from=" + second,
                "clone-differences",
                "#/runs/" + second,
                "samples",
                "#/compare?runs=" + first + "," + second,
                "compare-scores",
                "#/data",
                "dataset",
                set,
                "data-facts",
                "#/cluster",
                "node",
                "#/experiments",
                "experiment-submit");
        List<String> findings = new ArrayList<>();
        for (Map.Entry<String, String> place : places.entrySet()) {
            site.go(place.getKey());
            page.getByTestId(place.getValue()).first().waitFor();
            Accessibility.everywhere(page).forEach(found -> findings.add(place.getKey() + " " + found));
        }
        assertThat(findings).isEmpty();
    }

    @Test
    @Order(14)
    void aNewVisitorIsSentLittleAndNothingFromElsewhere() {
        List<Integer> sizes = new ArrayList<>();
        Page visitor = site.page(1280, 900);
        visitor.onRequestFinished(request -> sizes.add(request.sizes().responseBodySize));
        visitor.navigate(site.address() + "#/runs/" + second);
        visitor.getByTestId("samples").locator("img").first().waitFor();
        visitor.navigate(site.address() + "#/launch");
        visitor.getByTestId("launch-submit").waitFor();
        visitor.waitForTimeout(500); // for answers under way; more would only make the sum greater
        int all = sizes.stream().mapToInt(Integer::intValue).sum();
        visitor.close();
        assertThat(sizes).hasSizeGreaterThan(40);
        assertThat(all).as("bytes of %d answers", sizes.size()).isLessThan(400_000);
        System.out.println("a first visit to a run and the form: " + sizes.size() + " answers, " + all + " bytes");
        assertThat(site.strangers()).isEmpty();
        assertThat(site.errors()).isEmpty();
    }

    private void awaitState(String word) {
        assertThat(page.getByTestId("state")).containsText(word, new ContainsTextOptions().setIgnoreCase(true));
    }

    private void awaitAtLeast(Locator element, String attribute, int least) {
        site.await(() -> number(element, attribute) >= least);
    }

    private static int natural(Locator image) {
        return image.count() == 0 ? 0 : (int) image.evaluate("image => image.naturalWidth");
    }

    private Path download(Locator link) {
        Download download = page.waitForDownload(link::click);
        return download.path();
    }

    private String runOfAddress() {
        return page.url().substring(page.url().lastIndexOf('/') + 1);
    }
}
