package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Ran;
import org.semigda.it.CommandLine.Running;

/** The whole path on the terminal: images, training, Ctrl-C, resume, scores, masks. */
class TrainIT {

    private static final int IMAGES = 24;
    private static final Map<String, String> SETTINGS =
            Map.of("stage0.steps", "3", "stage1.steps", "3", "stage2.steps", "120", "validate.every", "4");
    private static final String SCORES =
            "test dice 0\\.\\d{4} iou 0\\.\\d{4} hd95 (\\d+\\.\\d\\d|undefined) hd95_released \\d+\\.\\d\\d images 5";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void aRunIsInterruptedResumedScoredAndUsed() throws Exception {
        CommandLine semigda = new CommandLine(folder);
        Path data = folder.resolve("phantoms");
        Path out = folder.resolve("run");
        Ran phantoms = semigda.run(
                "data", "phantom", "--out", data.toString(), "--count", "" + IMAGES, "--size", "48", "--seed", "3");
        assertThat(phantoms.code()).isZero();

        try (Running training = semigda.start(TinyRun.train(data, out, SETTINGS))) {
            training.awaitLine(line -> line.toLowerCase(Locale.ROOT).contains("stage 2"));
            training.interrupt();
            Ran stopped = training.await();
            assertThat(stopped.code()).isEqualTo(130);
            assertThat(stopped.err()).anyMatch(line -> line.matches("stopped at step \\d+; resume with: .* --resume"));
        }
        assertThat(out.resolve("checkpoints/last/manifest.json")).exists();

        List<String> again = new ArrayList<>(List.of(TinyRun.train(data, out, SETTINGS)));
        again.add("--resume");
        Ran resumed = semigda.run(again.toArray(String[]::new));
        assertThat(resumed.err()).noneMatch(line -> line.contains("Exception"));
        assertThat(resumed.code()).isZero();
        assertThat(resumed.out().get(resumed.out().size() - 1)).matches(SCORES);
        assertStepsAreWhole(out.resolve("metrics.jsonl"), 3 + 3 + 120);
        assertThat(out.resolve("metrics.jsonl")).content().containsPattern("\"memory/peak_mib\":\\d");

        Ran evaluated = semigda.run("evaluate", "--checkpoint", out.toString(), "--data", data.toString(), "--json");
        assertThat(evaluated.code()).isZero();
        JsonNode scores = new ObjectMapper().readTree(evaluated.out().get(0));
        assertThat(scores.path("images").asInt()).isEqualTo(5);
        assertThat(scores.path("dice").path("mean").asDouble(-1)).isBetween(0.0, 1.0);

        Path masks = folder.resolve("masks");
        Ran predicted = semigda.run(
                "predict",
                "--checkpoint",
                out.toString(),
                "--input",
                data.resolve("images").toString(),
                "--output",
                masks.toString(),
                "--overlay");
        assertThat(predicted.code()).isZero();
        try (var files = Files.list(data.resolve("images"))) {
            for (Path image : files.toList()) {
                BufferedImage mask =
                        ImageIO.read(masks.resolve(image.getFileName()).toFile());
                assertThat(mask.getWidth()).isEqualTo(48);
                assertThat(mask.getHeight()).isEqualTo(48);
            }
        }
        try (var files = Files.list(masks)) {
            assertThat(files.filter(file -> file.toString().endsWith("_overlay.png")))
                    .hasSize(IMAGES);
        }
    }

    /** No point of the loss curve is missing or doubled, although the run was cut in two. */
    private static void assertStepsAreWhole(Path metrics, int steps) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<Integer> seen = new ArrayList<>();
        for (String line : Files.readAllLines(metrics)) {
            JsonNode point = json.readTree(line);
            if (point.findValue("loss/total") != null) {
                seen.add(point.findValue("step").asInt());
            }
        }
        List<Integer> all = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            all.add(step);
        }
        assertThat(seen).isEqualTo(all);
    }
}
