package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.Presets;
import org.semigda.it.CommandLine.Ran;

/** Bad input, given to the real command line in a JVM of its own: one clear line, exit code 2, no stack trace. */
class BadInputIT {

    private static final int SIZE = 32;

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void dataSet() throws IOException {
        data = folder.resolve("data");
        for (int i = 0; i < 30; i++) {
            image(data.resolve("images/" + i + ".png"), SIZE, SIZE);
            image(data.resolve("masks/" + i + ".png"), SIZE, SIZE);
        }
    }

    @Test
    void aFolderThatIsNotThere() throws Exception {
        assertRefused(train(folder.resolve("nowhere")), "nowhere");
    }

    @Test
    void noMasks() throws Exception {
        delete("masks");
        assertRefused(train(data), "mask");
    }

    @Test
    void aMaskWithoutItsImage() throws Exception {
        Files.delete(data.resolve("images/7.png"));
        assertRefused(train(data), "7");
    }

    @Test
    void sizesThatDiffer() throws Exception {
        image(data.resolve("masks/7.png"), SIZE, SIZE + 1);
        assertRefused(train(data), "7", "32", "33");
    }

    @Test
    void anOnlyImageThatIsTruncated() throws Exception {
        delete("images");
        delete("masks");
        image(data.resolve("images/a.png"), SIZE, SIZE);
        image(data.resolve("masks/a.png"), SIZE, SIZE);
        truncate(data.resolve("images/a.png"));
        assertRefused(train(data), "a.png");
    }

    @Test
    void oneUnreadableImageAmongManyIsReportedLeftOutAndCounted() throws Exception {
        truncate(data.resolve("images/7.png"));
        Ran ran = run("data", "inspect", "--json", data.toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).singleElement().asString().contains("\"pairs\":29", "7.png");
    }

    @Test
    void fewerLabelledImagesThanABatchNeeds() throws Exception {
        assertRefused(train(data, "--labelled", "2", "--set", "batch.labelled=4"), "labelled", "4");
    }

    @Test
    void anUnknownSetting() throws Exception {
        assertRefused(train(data, "--set", "stage2.stesp=5"), "stage2.stesp", "did you mean 'stage2.steps'");
    }

    @Test
    void aCheckpointOfAnotherConfiguration() throws Exception {
        Path out = folder.resolve("run");
        Map<String, String> settings =
                Presets.get("small").with("image.size", "64").toMap();
        Map<String, TensorData> tensors = Map.of("x", TensorData.of(new float[] {0}, 1));
        CheckpointInfo info = new CheckpointInfo(settings, 2, 5, 50, Map.of(), "", 1, "test", Map.of());
        Checkpoint.write(out.resolve("checkpoints/last"), new Snapshot(tensors, tensors, tensors, info));
        assertRefused(train(data, "--resume"), "image.size", "64", "96");
    }

    @Test
    void aCheckpointThatIsNotThere() throws Exception {
        assertRefused(
                run("predict", "--checkpoint", folder.toString(), "--input", data.toString(), "--output", out()),
                "no checkpoint");
    }

    private Ran train(Path images, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("train", "--no-page", "--data", images.toString(), "--out", out()));
        words.addAll(Arrays.asList(more));
        return run(words.toArray(String[]::new));
    }

    private String out() {
        return folder.resolve("run").toString();
    }

    private static void assertRefused(Ran ran, String... says) {
        assertThat(ran.err()).singleElement().asString().startsWith("semigda: ").contains(says);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(2);
    }

    private Ran run(String... words) throws Exception {
        return new CommandLine(folder).run(words);
    }

    private void delete(String part) throws IOException {
        try (var files = Files.list(data.resolve(part))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(data.resolve(part));
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** A grey picture with a bright square in the middle; also a mask. */
    private static void image(Path file, int width, int height) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = height / 4; y < height / 2; y++) {
            for (int x = width / 4; x < width / 2; x++) {
                picture.setRGB(x, y, 0xffffff);
            }
        }
        ImageIO.write(picture, "png", file.toFile());
    }
}
