package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.semigda.it.Site.PATIENCE;
import static org.semigda.it.Site.number;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty curves of 100,000 points, and an hour's events in less than a minute: {@code -Dsemigda.measure=true}. It holds memory
 * and times, and times on a busy machine say nothing.
 */
@EnabledIfSystemProperty(named = "semigda.measure", matches = "true")
class CurvesIT {

    private static final int STEPS = 100_000;
    /** 20 a second for an hour. */
    private static final int EVENTS = 72_000;
    /** An hour in less than a minute. */
    private static final int EVENTS_PER_SECOND = 1500;

    private static final double MOST_HEAP = 300e6;

    /** Frames while the pointer wanders over the curves, the smoothing changes and everything zooms. */
    private static final String FRAMES_PER_SECOND =
            """
            async () => {
              const over = document.querySelector('[data-testid=chart-loss] .u-over');
              const box = over.getBoundingClientRect();
              const slider = document.querySelector('[data-testid=smoothing]');
              const move = (type, x) => over.dispatchEvent(new MouseEvent(type,
                { bubbles: true, clientX: box.left + x * box.width, clientY: box.top + box.height / 2 }));
              let frames = 0;
              const start = performance.now();
              move('mouseenter', 0);
              while (performance.now() - start < 4000) {
                await new Promise(requestAnimationFrame);
                frames++;
                move('mousemove', (frames % 100) / 100);
                if (frames % 30 === 0) {
                  slider.value = String(0.5 + (frames % 40) / 100);
                  slider.dispatchEvent(new Event('input', { bubbles: true }));
                }
                if (frames % 45 === 0) {
                  document.querySelector('[data-testid=chart-loss]').dispatchEvent(new CustomEvent('zoom',
                    { bubbles: true, detail: frames % 90 === 0 ? undefined : [1000 + frames, 9000 + frames] }));
                }
              }
              return (1000 * frames) / (performance.now() - start);
            }
            """;

    /** When the modules and the first points were there, and the bytes sent by then. */
    private static final String SENT =
            """
            () => {
              const all = performance.getEntriesByType('resource');
              const end = (some) => Math.round(Math.max(...all.filter(some).map((e) => e.responseEnd)));
              const bytes = all.reduce((sum, e) => sum + e.transferSize, 0);
              return `modules after ${end((e) => e.name.endsWith('.js'))} ms, points after ${end((e) => e.name.includes('maxPoints'))} ms, ${Math.round(bytes / 1000)} kB`;
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void twentyCurvesOfALongRunAreThereAtOnceAndInFull() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        LongRun.write(home, STEPS);
        try (Site site = Site.start(folder, home)) {
            Page page = site.page();
            page.setDefaultTimeout(PATIENCE);
            open(page, site.address() + "#/runs/" + LongRun.ID); // the server reads its files once
            awaitEveryPoint(site, page);
            page.navigate("about:blank");
            Page visitor = site.page(1280, 900);
            double painted = open(visitor, site.address() + "#/runs/" + LongRun.ID);
            Object sent = visitor.evaluate(SENT);
            awaitEveryPoint(site, visitor);
            Locator losses = visitor.getByTestId("chart-loss");
            site.await(() -> number(losses, "data-points") == STEPS);

            BoundingBox box = losses.locator(".u-over").boundingBox();
            visitor.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
            site.await(() -> losses.locator(".legend-step").textContent().startsWith("step "));
            double frames = (double) visitor.evaluate(FRAMES_PER_SECOND);
            double heap = heap(visitor);
            say(
                    "%,d points of 20 curves: first curve after %.2f s (%s), %.0f frames/s, heap %.0f MB",
                    STEPS, painted, sent, frames, heap / 1e6);
            assertThat(heap).isLessThan(MOST_HEAP);
            assertThat(site.errors()).isEmpty();
            assertThat(painted).as("seconds to the first curve").isLessThan(1.5);
            assertThat(frames).as("frames per second").isGreaterThan(30);
        }
    }

    @Test
    void anHourOfEventsLeavesThePageSmall() throws Exception {
        try (StreamingServer server = StreamingServer.start(
                        EVENTS, EVENTS_PER_SECOND, (step, random) -> LongRun.values(step, EVENTS, random));
                Browser browser = Browser.open()) {
            Page page = browser.page(1280, 900);
            page.setDefaultTimeout(PATIENCE);
            page.navigate(server.runAddress());
            Locator losses = page.getByTestId("chart-loss");
            page.waitForCondition(
                    () -> number(losses, "data-points") == EVENTS,
                    new Page.WaitForConditionOptions().setTimeout(2 * PATIENCE));
            double frames = (double) page.evaluate(FRAMES_PER_SECOND);
            double heap = heap(page);
            say("%,d events of 20 curves: %.0f frames/s after them, heap %.0f MB", EVENTS, frames, heap / 1e6);
            assertThat(heap).isLessThan(MOST_HEAP);
        }
    }

    private static void awaitEveryPoint(Site site, Page page) {
        site.await(() -> page.getByTestId("curves").getAttribute("data-read").equals("1"));
    }

    /** Seconds from the request to the first drawn curve. */
    private static double open(Page page, String address) {
        long start = System.nanoTime();
        page.navigate(address);
        page.locator("[data-testid=chart-loss]:not([data-points='0']) canvas").waitFor();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Bytes that are in use once the garbage is gone. */
    private static double heap(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("HeapProfiler.collectGarbage");
        JsonObject usage = session.send("Runtime.getHeapUsage");
        return usage.get("usedSize").getAsDouble()
                + usage.get("backingStorageSize").getAsDouble();
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
