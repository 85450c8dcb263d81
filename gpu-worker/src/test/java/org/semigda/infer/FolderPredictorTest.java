package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.LabelMap;
import org.semigda.data.Part;
import org.semigda.data.PictureReader;
import org.semigda.infer.FolderPredictor.Listener;
import org.semigda.infer.FolderPredictor.Report;
import org.semigda.model.SemiGda;

class FolderPredictorTest {

    private static final PredictOptions OVERLAY = new PredictOptions(true, false, OptionalInt.empty());

    private static SemiGda model;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeAll
    static void build() {
        model = TinyModel.create(1);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void everyImageGetsAMaskOfItsOwnSizeAndWhatCannotBeReadIsReported() throws IOException {
        Path in = folder.resolve("in");
        image(in.resolve("a.png"), 40, 30, 1);
        image(in.resolve("sub/b.jpg"), 17, 65, 2);
        image(in.resolve("sub/c.bmp"), 32, 32, 3);
        Files.writeString(in.resolve("broken.png"), "not a picture");
        Files.writeString(in.resolve("notes.txt"), "none either");
        Path out = folder.resolve("out");
        List<String> heard = new ArrayList<>();

        Report report = new FolderPredictor(new Predictor(model), 2)
                .predict(in, out, OVERLAY, (done, total, image) -> heard.add(done + "/" + total));

        assertThat(report.masks())
                .containsExactly(out.resolve("a.png"), out.resolve("sub/b.png"), out.resolve("sub/c.png"));
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.image()).isEqualTo(in.resolve("broken.png"));
            assertThat(failure.reason()).contains("broken.png");
        });
        assertThat(heard).containsExactly("1/4", "2/4", "3/4", "4/4");
        requireMask(out.resolve("a.png"), 40, 30);
        requireMask(out.resolve("sub/b.png"), 17, 65);
        assertThat(ImageIO.read(out.resolve("sub/b_overlay.png").toFile()).getHeight())
                .isEqualTo(65);
        assertThat(files(out)).hasSize(6);
    }

    @Test
    void theMaskIsWhatTheEvaluationSees() throws IOException {
        Path data = folder.resolve("data");
        try (BatchLoader loader = TinyModel.loader(data, 6);
                Batch batch = loader.evaluation(Part.TEST, 0, 1)) {
            float[] mean = new Predictor(model).predict(batch).images().get(0).mean();
            LabelMap expected = SizedMask.of(mean, 2, 32, 32, 48, 48, false).labels();
            predict(data, folder.resolve("out"));
            LabelMap written = PictureReader.readMask(
                    List.of(folder.resolve("out/" + batch.ids().get(0) + ".png")), 2);
            assertThat(written.labels()).isEqualTo(expected.labels());
            assertThat(files(folder.resolve("out")))
                    .as("masks/ is not predicted")
                    .hasSize(6);
        }
    }

    @Test
    void theSameInputGivesTheSameFiles() throws IOException {
        image(folder.resolve("in/a.png"), 40, 30, 1);
        predict(folder.resolve("in/a.png"), folder.resolve("one"));
        predict(folder.resolve("in"), folder.resolve("two"));
        assertThat(folder.resolve("one/a.png")).hasSameBinaryContentAs(folder.resolve("two/a.png"));
    }

    @Test
    void inOneFolderNothingOfTheUsersIsOverwrittenOrTakenForAnImage() throws IOException {
        image(folder.resolve("a.png"), 40, 30, 1);
        image(folder.resolve("b.png"), 40, 30, 2);
        image(folder.resolve("b_mask.png"), 40, 30, 3);
        byte[] annotation = Files.readAllBytes(folder.resolve("b_mask.png"));
        FolderPredictor predictor = new FolderPredictor(new Predictor(model));
        for (int i = 0; i < 2; i++) {
            Report report = predictor.predict(folder, folder, OVERLAY, Listener.silent());
            assertThat(report.masks()).containsExactly(folder.resolve("a_mask.png"));
            assertThat(report.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                    .contains("b_mask.png is there already"));
        }
        assertThat(folder.resolve("b_mask.png")).hasBinaryContent(annotation);
        assertThat(files(folder)).hasSize(5);
    }

    @Test
    void anOutputInsideTheInputIsNotPredictedAgain() throws IOException {
        image(folder.resolve("a.png"), 40, 30, 1);
        Report first = predict(folder, folder.resolve("masks of today"));
        Report second = predict(folder, folder.resolve("masks of today"));
        assertThat(second.masks()).isEqualTo(first.masks()).hasSize(1);
        assertThat(second.skipped()).isEqualTo(first.masks());
    }

    @Test
    void aListIsPredictedAsItIsAndWhatIsMissingIsReported() throws IOException {
        image(folder.resolve("left/a.png"), 40, 30, 1);
        image(folder.resolve("right/deep/a.png"), 20, 30, 2);
        Path out = folder.resolve("out");
        Report report = new FolderPredictor(new Predictor(model))
                .predict(
                        List.of(
                                folder.resolve("left/a.png"),
                                folder.resolve("left/none.png"),
                                folder.resolve("right/deep/a.png")),
                        out,
                        new PredictOptions(false, true, OptionalInt.of(PredictOptions.OWN_SIZE)),
                        Listener.silent());
        assertThat(report.masks()).containsExactly(out.resolve("left/a.png"), out.resolve("right/deep/a.png"));
        assertThat(report.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .contains("none.png"));
        BufferedImage probability =
                ImageIO.read(out.resolve("right/deep/a_probability.png").toFile());
        assertThat(probability.getType()).isEqualTo(BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage mask = ImageIO.read(out.resolve("right/deep/a.png").toFile());
        for (int i = 0; i < 20 * 30; i++) {
            boolean likely = probability.getRaster().getSample(i % 20, i / 20, 0) >= 32768;
            assertThat(mask.getRaster().getSample(i % 20, i / 20, 0)).isEqualTo(likely ? 255 : 0);
        }
    }

    @Test
    void twoImagesOfOneNameGetTwoMasks() throws IOException {
        image(folder.resolve("in/a.png"), 40, 30, 1);
        image(folder.resolve("in/a.jpg"), 20, 30, 1);
        Path out = folder.resolve("out");
        assertThat(predict(folder.resolve("in"), out).masks())
                .containsExactly(out.resolve("a.jpg.png"), out.resolve("a.png.png"));
    }

    @Test
    void nothingToPredictIsSaidSo() {
        assertThatThrownBy(() -> predict(folder.resolve("nowhere"), folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no such image or folder: " + folder.resolve("nowhere"));
        assertThatThrownBy(() -> predict(folder, folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no PNG, JPEG, TIFF or BMP image to predict in " + folder);
    }

    private static Report predict(Path in, Path out) {
        return new FolderPredictor(new Predictor(model)).predict(in, out, PredictOptions.MASK, Listener.silent());
    }

    private static void requireMask(Path file, int width, int height) throws IOException {
        BufferedImage mask = ImageIO.read(file.toFile());
        assertThat(mask.getWidth()).isEqualTo(width);
        assertThat(mask.getHeight()).isEqualTo(height);
        assertThat(mask.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
        int[] values = mask.getRaster().getPixels(0, 0, width, height, (int[]) null);
        assertThat(values)
                .containsOnly(
                        java.util.Arrays.stream(values).anyMatch(v -> v == 0)
                                ? java.util.Arrays.stream(values).anyMatch(v -> v == 255)
                                        ? new int[] {0, 255}
                                        : new int[] {0}
                                : new int[] {255});
    }

    private static void image(Path file, int width, int height, int seed) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x * 37 * seed ^ y * 101) * 2654435 & 0xffffff);
            }
        }
        String name = file.getFileName().toString();
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
