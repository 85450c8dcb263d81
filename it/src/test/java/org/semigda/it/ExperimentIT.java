package org.semigda.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Ran;
import org.semigda.it.CommandLine.Running;

/** The paper's table 5 in one command: killed in the middle, run again, and run a third time for nothing. */
class ExperimentIT {

    private static final Map<String, String> SETTINGS =
            Map.of("stage0.steps", "2", "stage1.steps", "2", "stage2.steps", "4", "checkpoint.every", "2");
    private static final int RUNS = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void table5SurvivesAKillAndRepeatsNoFinishedRun() throws Exception {
        CommandLine semigda = new CommandLine(folder);
        Path data = folder.resolve("phantoms");
        Path home = folder.resolve("home");
        assertThat(semigda.run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32")
                        .code())
                .isZero();
        String[] table5 = command(data, home);

        try (Running first = semigda.start(table5)) {
            awaitCompleted(home, 2);
            first.process().destroyForcibly().waitFor(); // kill -9
        }
        Set<Path> before = completed(home);
        assertThat(before).hasSizeBetween(2, RUNS - 1);

        Ran second = semigda.run(table5);
        assertThat(second.code()).as(String.join("\n", second.err())).isZero();
        assertThat(second.out())
                .anyMatch(line -> line.matches(
                        "\\| sup_s \\+ sup_p \\+ unsup_p \\+ unsup_s \\| 0\\.\\d{4} ± 0\\.\\d{4} \\|.* 2 \\|"));
        assertThat(runs(home)).as("no run was made twice").hasSize(RUNS);
        for (Path run : before) {
            assertThat(record(run).path("attempt").asInt())
                    .as("finished before the kill")
                    .isEqualTo(1);
        }

        Map<Path, String> records = records(home);
        Ran third = semigda.run(table5);
        assertThat(third.code()).isZero();
        assertThat(third.out()).isEqualTo(second.out());
        assertThat(records(home)).as("nothing was computed").isEqualTo(records);
    }

    @Test
    void thePageShowsTableAndPlotAndTheReportOfEveryRun() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(120_000);
        CommandLine semigda = new CommandLine(folder);
        Path data = folder.resolve("phantoms");
        Path home = folder.resolve("home");
        semigda.run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32");
        Path file = Files.writeString(
                folder.resolve("shares.yaml"),
                """
                apiVersion: semigda/v1
                name: shares
                seeds: [1]
                grid:
                  - {setting: data.labelled, label: labelled share, values: ["30%", "50%"]}
                """);
        try (Browser browser = Browser.open()) {
            String[] words = command(data, home);
            words[1] = file.toString();
            List<String> one = new ArrayList<>(List.of(words));
            one.subList(one.indexOf("--seeds"), one.indexOf("--data")).clear(); // and without --labelled
            Ran ran = semigda.run(one.toArray(String[]::new));
            assertThat(ran.code()).as(String.join("\n", ran.err())).isZero();

            try (Running server =
                    semigda.start("serve", "--port", "" + TinyRun.freePort(), "--home", home.toString())) {
                String address =
                        server.awaitLine(line -> line.startsWith("page: ")).substring("page: ".length());
                List<String> errors = new ArrayList<>();
                Page page = browser.page(1280, 900);
                page.onPageError(errors::add);
                page.onConsoleMessage(message -> {
                    if (message.type().equals("error")) {
                        errors.add(message.text());
                    }
                });
                page.navigate(address + "#/experiments");
                page.getByTestId("experiment-row").click();
                assertThat(page.getByTestId("experiment-state")).hasText("Completed");
                assertThat(page.getByTestId("experiment-table").locator("tbody tr"))
                        .hasCount(2);
                assertThat(page.getByTestId("experiment-table").locator("tbody"))
                        .containsText("50%");
                assertThat(page.getByTestId("experiment-plot")).hasJSProperty("complete", true);
                assertThat(page.getByTestId("experiment-plot")).hasJSProperty("naturalWidth", 720);
                assertThat(Accessibility.everywhere(page)).isEmpty();
                page.setViewportSize(1280, 900);
                page.getByTestId("experiment-table").locator("tbody a").first().click();
                String report = page.getByTestId("report").getAttribute("href");
                page.navigate(address.replaceAll("/$", "") + report);
                assertThat(page.locator("body")).containsText("Dice");
                assertThat(Accessibility.everywhere(page)).isEmpty();
                assertThat(errors).isEmpty();
            }
        }
    }

    private static String[] command(Path data, Path home) {
        Map<String, String> settings = new TreeMap<>(TinyRun.SETTINGS);
        settings.putAll(SETTINGS);
        List<String> words = new ArrayList<>(List.of("experiment", "table5", "--preset", "demo", "--seeds", "1,2"));
        words.addAll(List.of("--labelled", "50%", "--data", data.toString(), "--home", home.toString()));
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        return words.toArray(String[]::new);
    }

    private static void awaitCompleted(Path home, int count) throws Exception {
        long end = System.nanoTime() + 240_000_000_000L;
        while (completed(home).size() < count) {
            assertThat(System.nanoTime()).as("%s runs complete in time", count).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static Set<Path> completed(Path home) throws Exception {
        Set<Path> completed = new TreeSet<>();
        for (Path run : runs(home)) {
            if (record(run).path("state").asText().equals("COMPLETED")) {
                completed.add(run);
            }
        }
        return completed;
    }

    private static JsonNode record(Path run) throws Exception {
        return new ObjectMapper().readTree(Files.readString(run.resolve("run.json")));
    }

    private static Map<Path, String> records(Path home) throws Exception {
        Map<Path, String> records = new TreeMap<>();
        for (Path run : runs(home)) {
            records.put(run, Files.readString(run.resolve("run.json")));
        }
        return records;
    }

    private static List<Path> runs(Path home) throws Exception {
        Path runs = home.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(runs)) {
            return all.filter(run -> Files.exists(run.resolve("run.json"))).toList();
        }
    }
}
