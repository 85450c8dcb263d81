package org.semigda.infer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.TensorData;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.LabelledShare;
import org.semigda.data.LoaderSettings;
import org.semigda.data.Part;
import org.semigda.data.PhantomGenerator;
import org.semigda.data.Split;
import org.semigda.infer.FolderPredictor;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import org.semigda.infer.PredictOptions;
import org.semigda.infer.TinyModel;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;

class ReportTest {

    private static final int SIZE = TinyModel.SIZE;
    private static final int IMAGES = 9;

    private static Path run;
    private static Path data;
    private static Path out;
    private static Split split;
    private static JsonNode scores;
    private static String page;

    /** A run's folder with a checkpoint of both kinds of weights, its images, predictions of all of them, and a report. */
    @BeforeAll
    static void evaluate(@TempDir Path folder) throws IOException {
        run = folder.resolve("run <1>");
        data = folder.resolve("data");
        out = folder.resolve("out");
        PhantomGenerator.write(data, IMAGES * 2, SIZE, 7);
        DataSet set = DataSet.open(data);
        split = Split.seeded(set, LabelledShare.parse("1"), 0, 0.5, 1);
        Path checkpoint = run.resolve("checkpoints/best");
        try (SemiGda trained = TinyModel.create(1);
                SemiGda averaged = TinyModel.create(2)) {
            Map<String, TensorData> ema = new java.util.LinkedHashMap<>(averaged.save());
            Checkpoint.write(checkpoint, TinyModel.snapshot(trained, ema, 0.5));
        }
        Files.writeString(
                run.resolve("run.json"),
                """
                {"spec":{"data":"/my data","preset":"small","settings":{"seed":"3"}},"id":"r-<script>"}""");
        Files.writeString(
                run.resolve("metrics.jsonl"),
                """
                {"id":1,"attempt":1,"time":1,"stage":2,"step":1,"values":{"loss/total":4.0}}
                {"id":2,"attempt":1,"time":2,"stage":2,"step":2,"values":{"loss/total":3.0,"validation/dice":0.25}}
                {"id":3,"attempt":2,"time":3,"stage":2,"step":2,"values":{"loss/total":2.5,"validation/dice":0.75}}
                {"id":4,"att""");
        LoaderSettings loading = new LoaderSettings(SIZE, SIZE, 1, 0, 1, 2, 1, false, 1 << 20, 1);
        try (OpenModel open = ModelStore.open(checkpoint, Device.CPU);
                BatchLoader loader = new BatchLoader(set, split, loading)) {
            EvaluatedSet scored = SetEvaluation.of("test", open, loader, Part.TEST, 4, (done, all) -> {});
            Subject subject = Subject.of(open);
            new Report(subject, List.of(scored), Repeat.commands(subject, data, "test")).write(out);
            new FolderPredictor(open.predictor())
                    .predict(data, folder.resolve("masks"), PredictOptions.MASK, FolderPredictor.Listener.silent());
        }
        scores = new ObjectMapper().readTree(Files.readString(out.resolve("scores.json")));
        page = Files.readString(out.resolve("report.html"));
    }

    @AfterAll
    static void forget() {
        scores = new ObjectMapper().createObjectNode();
    }

    /** Nothing of org.semigda.metrics is used here: masks are read as pictures, distances are compared pair by pair. */
    @Test
    void theFiguresAreThoseOfAnIndependentComputationOnTheWrittenMasks() throws IOException {
        Path masks = data.resolveSibling("masks");
        double dice = 0;
        double iou = 0;
        double squares = 0;
        List<Double> distances = new ArrayList<>();
        int partial = 0;
        for (int i = 0; i < IMAGES; i++) {
            String id = split.test().get(i);
            boolean[][] truth = mask(data.resolve("masks/" + id + ".png"));
            boolean[][] predicted = mask(masks.resolve(id + ".png"));
            int both = 0;
            int either = 0;
            int sum = 0;
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    both += truth[y][x] && predicted[y][x] ? 1 : 0;
                    either += truth[y][x] || predicted[y][x] ? 1 : 0;
                    sum += (truth[y][x] ? 1 : 0) + (predicted[y][x] ? 1 : 0);
                }
            }
            double imageDice = sum == 0 ? 1 : 2.0 * both / sum;
            partial += imageDice > 0 && imageDice < 1 ? 1 : 0;
            dice += imageDice;
            squares += imageDice * imageDice;
            iou += either == 0 ? 1 : (double) both / either;
            double hd95 = hd95(truth, predicted);
            if (!Double.isNaN(hd95)) {
                distances.add(hd95);
            }
            JsonNode image = scores.path("per_image").path(i);
            assertThat(image.path("image").asText()).isEqualTo(id);
            assertThat(image.path("dice").asDouble()).isCloseTo(imageDice, within(1e-12));
            assertThat(image.path("hd95").asDouble(Double.NaN)).isCloseTo(hd95, within(1e-9));
        }
        assertThat(partial)
                .as("images that are neither right nor wrong altogether")
                .isGreaterThan(IMAGES / 2);
        assertThat(scores.path("images").asInt()).isEqualTo(IMAGES);
        double mean = dice / IMAGES;
        assertThat(scores.path("dice").path("mean").asDouble()).isCloseTo(mean, within(1e-12));
        assertThat(scores.path("dice").path("std").asDouble())
                .isCloseTo(Math.sqrt(squares / IMAGES - mean * mean), within(1e-9));
        assertThat(scores.path("iou").path("mean").asDouble()).isCloseTo(iou / IMAGES, within(1e-12));
        assertThat(scores.path("hd95").path("undefined").asInt()).isEqualTo(IMAGES - distances.size());
        assertThat(scores.path("hd95").path("mean").asDouble())
                .isCloseTo(distances.stream().mapToDouble(d -> d).average().orElseThrow(), within(1e-9));
        assertThat(page).contains("%.4f ± ".formatted(mean));
    }

    @Test
    void bothKindsOfWeightsAreScored() throws IOException {
        assertThat(scores.path("weights").asText()).isEqualTo("trained");
        JsonNode other = scores.path("other_weights");
        assertThat(other.path("weights").asText()).isEqualTo("averaged");
        LoaderSettings loading = new LoaderSettings(SIZE, SIZE, 1, 0, 1, 2, 1, false, 1 << 20, 1);
        try (OpenModel averaged = ModelStore.open(run.resolve("checkpoints/best/ema.safetensors"), Device.CPU);
                BatchLoader loader = new BatchLoader(DataSet.open(data), split, loading)) {
            double expected = new org.semigda.infer.Evaluator()
                    .evaluate(averaged.predictor(), loader, Part.TEST, 1, () -> false)
                    .mean()
                    .dice();
            assertThat(other.path("dice").path("mean").asDouble()).isCloseTo(expected, within(1e-12));
            assertThat(expected).isNotCloseTo(scores.path("dice").path("mean").asDouble(), within(1e-6));
        }
        assertThat(page).contains("averaged weights (EMA)").contains("weights as trained");
    }

    @Test
    void thePageIsOneFileThatAsksNoHostForAnything() {
        assertThat(page).contains("default-src 'none'; img-src data:");
        assertThat(page).doesNotContainPattern("(?i)(src|href|action)\\s*=\\s*\"(?!data:image/png;base64,)");
        assertThat(page).doesNotContainPattern("(?i)url\\(|@import|<script|<link|<iframe");
        assertThat(page).as("what comes from files is shown, not run").contains("r-&lt;script&gt;");
    }

    @Test
    void thePageShowsCasesCurvesSettingsAndCommands() throws IOException {
        Matcher pictures = Pattern.compile("<img alt=\"[^\"]+\" src=\"data:image/png;base64,([^\"]+)\"")
                .matcher(page);
        int count = 0;
        while (pictures.find()) {
            byte[] png = java.util.Base64.getDecoder().decode(pictures.group(1));
            assertThat(Objects.requireNonNull(ImageIO.read(new java.io.ByteArrayInputStream(png)))
                            .getHeight())
                    .isEqualTo(128);
            count++;
        }
        assertThat(count).as("five worst and three best").isEqualTo(8);
        assertThat(page)
                .as("the second attempt's value of step 2 replaced the first's")
                .contains("as trained ends at 0.7500")
                .contains("total ends at 2.5000");
        assertThat(page).contains("<code>vae.ch</code>").contains("LibTorch 2.");
        assertThat(page)
                .contains("semigda train --data '/my data' --out RUN --preset small --set seed=3")
                .contains("semigda evaluate --checkpoint '" + run.toString().replace("<1>", "&lt;1&gt;")
                        + "/checkpoints/best'");
    }

    @Test
    void theWorstCasesAreTheOnesWithTheLowestDice() {
        List<Double> all = new ArrayList<>();
        scores.path("per_image").forEach(image -> all.add(image.path("dice").asDouble()));
        Collections.sort(all);
        int worst = page.indexOf("<h3>The worst");
        Matcher first = Pattern.compile("<figcaption>[^<]*: Dice ([0-9.]+),").matcher(page);
        assertThat(first.find(worst)).isTrue();
        assertThat(first.group(1)).isEqualTo("%.4f".formatted(all.get(0)));
        assertThat(first.find(page.indexOf("<h3>The best"))).isTrue();
        assertThat(first.group(1)).isEqualTo("%.4f".formatted(all.get(all.size() - 1)));
    }

    @Test
    void theTableIsTheEvaluationsOwn() throws IOException {
        List<String> lines = Files.readAllLines(out.resolve("scores.csv"));
        assertThat(lines).hasSize(IMAGES + 1);
        assertThat(lines.get(1))
                .startsWith(split.test().get(0) + ","
                        + scores.path("per_image").path(0).path("dice").asDouble() + ",");
    }

    private static boolean[][] mask(Path file) throws IOException {
        Raster raster = ImageIO.read(file.toFile()).getRaster();
        boolean[][] mask = new boolean[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                mask[y][x] = raster.getSample(x, y, 0) > 127;
            }
        }
        return mask;
    }

    /** NaN where exactly one mask is empty. */
    private static double hd95(boolean[][] truth, boolean[][] predicted) {
        List<int[]> a = border(truth);
        List<int[]> b = border(predicted);
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() && b.isEmpty() ? 0 : Double.NaN;
        }
        List<Double> all = new ArrayList<>();
        for (int[] p : a) {
            all.add(nearest(p, b));
        }
        for (int[] p : b) {
            all.add(nearest(p, a));
        }
        Collections.sort(all);
        double rank = 0.95 * (all.size() - 1);
        int below = (int) Math.floor(rank);
        int above = (int) Math.ceil(rank);
        return all.get(below) * (1 - (rank - below)) + all.get(above) * (rank - below);
    }

    private static double nearest(int[] from, List<int[]> to) {
        return to.stream()
                .mapToDouble(p -> Math.hypot(p[0] - from[0], p[1] - from[1]))
                .min()
                .orElseThrow();
    }

    private static List<int[]> border(boolean[][] mask) {
        List<int[]> border = new ArrayList<>();
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                boolean inside = y > 0
                        && x > 0
                        && y < SIZE - 1
                        && x < SIZE - 1
                        && mask[y - 1][x]
                        && mask[y + 1][x]
                        && mask[y][x - 1]
                        && mask[y][x + 1];
                if (mask[y][x] && !inside) {
                    border.add(new int[] {x, y});
                }
            }
        }
        return border;
    }
}
