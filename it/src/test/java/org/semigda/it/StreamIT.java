package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.semigda.it.Site.PATIENCE;
import static org.semigda.it.Site.number;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The page's connection to its server, in the browser's own words. */
class StreamIT {

    private static final int EVENTS = 3000;

    /** What the browser tells a tab that another one is put in front of, or that comes to the front. */
    private static final String SHOW =
            """
            (shown) => {
              Object.defineProperty(document, 'hidden', { configurable: true, value: !shown });
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """;

    @Test
    void aTabThatNobodySeesHoldsNoConnectionAndCatchesUpWhenItIsSeen() throws Exception {
        try (StreamingServer server =
                        StreamingServer.start(EVENTS, 1000, (step, random) -> Map.of("loss/total", 1.0 / step));
                Browser browser = Browser.open()) {
            Page page = browser.page(1280, 900);
            page.navigate(server.runAddress());
            Locator losses = page.getByTestId("chart-loss");
            await(page, () -> number(losses, "data-points") > 10);
            assertThat(server.listeners()).isEqualTo(1);

            page.evaluate(SHOW, false);
            await(page, () -> server.listeners() == 0);
            page.evaluate(SHOW, true);
            await(page, () -> number(losses, "data-points") == EVENTS);
            assertThat(page.getByTestId("offline").count()).isZero();
            assertThat(page.getByTestId("link-state").textContent()).contains("Live");
        }
    }

    @Test
    void theBrowserOfTheseTestsReachesNoOtherHost() throws Exception {
        try (StreamingServer server = StreamingServer.start(1, 1, (step, random) -> Map.of());
                Browser browser = Browser.open()) {
            Page page = browser.page(1280, 900);
            page.navigate(server.runAddress());
            String other = server.runAddress().replace("127.0.0.1", "localhost");
            assertThatThrownBy(() -> page.navigate(other)).hasMessageContaining("ERR_NAME_NOT_RESOLVED");
        }
    }

    private static void await(Page page, BooleanSupplier condition) {
        page.waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
    }
}
