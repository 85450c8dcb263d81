package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.it.CommandLine.Ran;

/**
 * Train, evaluate, predict and export on real images, where a folder {@code shared/data} lies beside the repository or
 * SEMIGDA_TEST_DATA names one. The report's figures are computed anew from the masks that predict writes; nothing of
 * org.semigda is used for that. The images are made as large as the model works, so that both look at the same pixels.
 */
@EnabledIfSystemProperty(named = "semigda.soak", matches = "true", disabledReason = "takes minutes; runs with -Psoak")
class RealReportIT {

    private static final int SIZE = 32;
    private static final int EVERY = 16;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"BUSI", "CVC-ClinicDB"})
    void theReportsFiguresAreThoseOfTheWrittenMasks(String name) throws Exception {
        Optional<Path> real = data().map(data -> data.resolve(name)).filter(Files::isDirectory);
        assumeTrue(real.isPresent(), "no real data here");
        Path data = folder.resolve(name);
        shrink(real.orElseThrow(), data);
        CommandLine semigda = new CommandLine(folder);
        Path run = folder.resolve("run");
        List<String> train = new ArrayList<>(List.of(TinyRun.train(data, run, Map.of("stage2.steps", "30"))));
        train.set(train.indexOf("demo"), "small");
        run(semigda, train.toArray(String[]::new));
        String best = run.toString();
        Path report = folder.resolve("report");
        Path masks = folder.resolve("masks");
        Path model = folder.resolve("model");
        run(semigda, "evaluate", "--checkpoint", best, "--data", data.toString(), "--out", report.toString());
        run(semigda, "predict", "--checkpoint", best, "--input", data.toString(), "--output", masks.toString());
        run(semigda, "export", "--checkpoint", best, "--out", model.toString());

        ObjectMapper json = new ObjectMapper();
        JsonNode scores = json.readTree(report.resolve("scores.json").toFile());
        Figures figures = new Figures();
        for (JsonNode image : scores.path("per_image")) {
            String id = image.path("image").asText();
            figures.add(truth(data, id), mask(find(masks, id + ".png")), image);
        }
        figures.check(scores);
        assertThat(json.readTree(run.resolve("report/scores.json").toFile()).path("dice"))
                .as("the run's own report says the same")
                .isEqualTo(scores.path("dice"));
        assertThat(Files.readString(report.resolve("report.html")))
                .contains(String.format(java.util.Locale.ROOT, "%.4f", figures.dice / figures.images));
        JsonNode card = json.readTree(model.resolve("model.json").toFile());
        assertThat(card.findValue("test").path("dice"))
                .isEqualTo(scores.path("dice").path("mean"));
        assertThat(model.resolve("model.pt")).isNotEmptyFile();
    }

    private static void run(CommandLine semigda, String... words) throws Exception {
        Ran ran = semigda.run(words);
        assertThat(ran.code()).as(String.join("\n", ran.err())).isZero();
    }

    /** Sums over images, by the definitions alone. */
    private static final class Figures {
        private int images;
        private double dice;
        private double iou;
        private final List<Double> distances = new ArrayList<>();

        void add(boolean[][] truth, boolean[][] predicted, JsonNode stated) {
            int both = 0;
            int sum = 0;
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    both += truth[y][x] && predicted[y][x] ? 1 : 0;
                    sum += (truth[y][x] ? 1 : 0) + (predicted[y][x] ? 1 : 0);
                }
            }
            double imageDice = sum == 0 ? 1 : 2.0 * both / sum;
            assertThat(stated.path("dice").asDouble()).as("%s", stated).isCloseTo(imageDice, within(1e-12));
            double hd95 = hd95(truth, predicted);
            assertThat(stated.path("hd95").asDouble(Double.NaN))
                    .as("%s", stated)
                    .isCloseTo(hd95, within(1e-9));
            images++;
            dice += imageDice;
            iou += sum == 0 ? 1 : (double) both / (sum - both);
            if (!Double.isNaN(hd95)) {
                distances.add(hd95);
            }
        }

        void check(JsonNode scores) {
            assertThat(images).isGreaterThan(4).isEqualTo(scores.path("images").asInt());
            assertThat(scores.path("dice").path("mean").asDouble()).isCloseTo(dice / images, within(1e-12));
            assertThat(scores.path("iou").path("mean").asDouble()).isCloseTo(iou / images, within(1e-12));
            assertThat(scores.path("hd95").path("undefined").asInt()).isEqualTo(images - distances.size());
            double mean = distances.stream().mapToDouble(d -> d).average().orElse(Double.NaN);
            assertThat(scores.path("hd95").path("mean").asDouble(Double.NaN)).isCloseTo(mean, within(1e-9));
        }

        private static double hd95(boolean[][] one, boolean[][] other) {
            List<int[]> here = boundary(one);
            List<int[]> there = boundary(other);
            if (here.isEmpty() && there.isEmpty()) {
                return 0;
            }
            if (here.isEmpty() || there.isEmpty()) {
                return Double.NaN;
            }
            double[] all = Stream.concat(
                            here.stream().map(p -> nearest(p, there)),
                            there.stream().map(p -> nearest(p, here)))
                    .mapToDouble(d -> d)
                    .sorted()
                    .toArray();
            double place = 0.95 * (all.length - 1);
            int low = (int) Math.floor(place);
            int high = Math.min(all.length - 1, low + 1);
            return all[low] + (place - low) * (all[high] - all[low]);
        }

        /** Pixels with a neighbour above, below, left or right that is not of the mask, or is beyond the picture. */
        private static List<int[]> boundary(boolean[][] mask) {
            List<int[]> pixels = new ArrayList<>();
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
                        pixels.add(new int[] {y, x});
                    }
                }
            }
            return pixels;
        }

        private static double nearest(int[] pixel, List<int[]> others) {
            return others.stream()
                    .mapToDouble(other -> Math.hypot(pixel[0] - other[0], pixel[1] - other[1]))
                    .min()
                    .orElseThrow();
        }
    }

    /** The union of an image's masks. */
    private static boolean[][] truth(Path data, String id) throws IOException {
        Path together = data.resolve("masks/" + id + ".png");
        if (Files.exists(together)) {
            return mask(together);
        }
        boolean[][] union = new boolean[SIZE][SIZE];
        Path beside = data.resolve(id + "_mask.png");
        String start = String.valueOf(beside.getFileName()).replace(".png", "");
        try (Stream<Path> files = Files.list(beside.resolveSibling(""))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(start))
                    .toList()) {
                boolean[][] part = mask(file);
                for (int y = 0; y < SIZE; y++) {
                    for (int x = 0; x < SIZE; x++) {
                        union[y][x] |= part[y][x];
                    }
                }
            }
        }
        return union;
    }

    private static boolean[][] mask(Path file) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(SIZE);
        boolean[][] mask = new boolean[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                mask[y][x] = (picture.getRGB(x, y) & 255) > 127;
            }
        }
        return mask;
    }

    private static Path find(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(Path.of(end))).findFirst().orElseThrow();
        }
    }

    /** Every 16th image with its masks, as large as the model works. */
    private static void shrink(Path from, Path to) throws IOException {
        List<Path> pictures;
        try (Stream<Path> files = Files.walk(from)) {
            pictures = files.filter(file -> file.toString().matches(".*\\.(png|jpg)"))
                    .filter(file -> !from.relativize(file).startsWith("normal"))
                    .sorted()
                    .toList();
        }
        List<String> stems = pictures.stream()
                .map(file -> stem(from.relativize(file)))
                .distinct()
                .toList();
        for (Path file : pictures) {
            Path place = from.relativize(file);
            if (stems.indexOf(stem(place)) % EVERY == 0) {
                Path target = to.resolve(place);
                Files.createDirectories(target.resolveSibling(""));
                boolean isMask = place.startsWith("masks") || place.toString().contains("_mask");
                ImageIO.write(resized(ImageIO.read(file.toFile()), isMask), "png", target.toFile());
            }
        }
    }

    /** The same for an image and its masks. */
    private static String stem(Path file) {
        String kind = Arrays.asList("images", "masks").contains(file.getName(0).toString())
                ? ""
                : file.getName(0).toString();
        return kind + file.getFileName().toString().replaceAll("(_mask.*)?\\.(png|jpg)$", "");
    }

    private static BufferedImage resized(BufferedImage picture, boolean isMask) {
        BufferedImage small = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                isMask
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, SIZE, SIZE, null);
        graphics.dispose();
        return small;
    }

    private static Optional<Path> data() {
        String named = System.getenv("SEMIGDA_TEST_DATA");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .map(at -> at.resolveSibling("shared").resolve("data"))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
