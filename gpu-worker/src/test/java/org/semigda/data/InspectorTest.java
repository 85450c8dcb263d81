package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    @Test
    void counts_what_is_there() {
        TestImages.folder(root, 4, 1, 10, 4); // masks: x <= i % 10
        TestImages.grey(root.resolve("images/9.png"), 6, 5, (x, y) -> 9);
        TestImages.grey(root.resolve("masks/9.png"), 6, 5, (x, y) -> 0);

        Inspection found = inspect();

        assertThat(found.layout()).isEqualTo("images+masks");
        assertThat(found.protocol()).isEqualTo("none");
        assertThat(found.pairs()).isEqualTo(5);
        assertThat(found.unlabelled()).isEqualTo(1);
        assertThat(found.sizes()).isEqualTo(Map.of("10x4", 5, "6x5", 1));
        assertThat(found.sizes().keySet().iterator().next()).isEqualTo("10x4");
        assertThat(found.modes()).isEqualTo(Map.of("grey8", 6));
        assertThat(found.maskValues()).isEqualTo(Map.of(0, 5, 255, 4));
        assertThat(found.foreground()).isEqualTo(new Inspection.Foreground(0, (0.1 + 0.2 + 0.3 + 0.4) / 5, 0.4));
        assertThat(found.emptyMasks()).isEqualTo(1);
        assertThat(found.problems()).isEmpty();
        assertThat(found.hash()).isEqualTo(DataSet.open(root).hash());
    }

    @Test
    void names_everything_that_is_wrong_at_once() throws IOException {
        TestImages.folder(root, 4, 0, 10, 10);
        TestImages.truncate(root.resolve("images/0.png"), 0.5);
        TestImages.grey(root.resolve("masks/1.png"), 3, 3, (x, y) -> 0);
        TestImages.grey(root.resolve("masks/stray.png"), 3, 3, (x, y) -> 0);
        Files.copy(root.resolve("images/2.png"), root.resolve("images/copy.png"));

        assertThat(inspect().problems())
                .extracting(problem -> problem.code() + " " + problem.file())
                .containsExactlyInAnyOrder(
                        "mask-without-image masks/stray.png",
                        "unreadable images/0.png",
                        "size-mismatch images/1.png",
                        "duplicate images/copy.png");
    }

    @Test
    void the_same_picture_in_two_parts_is_a_leak_even_in_another_format() throws IOException {
        TestImages.folder(root, 4, 0, 10, 10);
        BufferedImage image = ImageIO.read(root.resolve("images/0.png").toFile());
        TestImages.save(root.resolve("images/again.bmp"), image);
        Split apart = new Split("", 1, List.of("0"), List.of("1"), List.of("2"), List.of("again", "3"));
        Split together = new Split("", 1, List.of("0"), List.of("again"), List.of("2"), List.of("3"));

        assertThat(inspect(Optional.of(apart)).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("leak");
            assertThat(problem.file()).isEqualTo("images/again.bmp");
            assertThat(problem.message()).contains("images/0.png", "test", "training");
        });
        assertThat(inspect(Optional.of(together)).problems())
                .extracting(Problem::code)
                .containsExactly("duplicate");
    }

    @Test
    void parts_that_the_folder_names_are_counted_and_compared() throws IOException {
        TestImages.grey(root.resolve("TrainDataset/image/1.png"), 4, 4, (x, y) -> x);
        TestImages.grey(root.resolve("TrainDataset/mask/1.png"), 4, 4, (x, y) -> 255);
        for (String set : List.of("A", "B")) {
            TestImages.grey(
                    root.resolve("TestDataset/" + set + "/images/1.png"), 4, 4, (x, y) -> set.equals("A") ? x : y);
            TestImages.grey(root.resolve("TestDataset/" + set + "/masks/1.png"), 4, 4, (x, y) -> 255);
        }

        Inspection found = inspect();

        assertThat(found.parts()).isEqualTo(Map.of("training", 1, "test:A", 1, "test:B", 1));
        assertThat(found.protocol()).isEqualTo("colonoscopy");
        assertThat(found.problems()).extracting(Problem::code).containsExactly("leak");
    }

    @Test
    void a_sheet_shows_images_with_the_outline_of_their_masks() throws IOException {
        TestImages.grey(root.resolve("images/1.png"), 160, 80, (x, y) -> 100);
        TestImages.grey(
                root.resolve("masks/1.png"), 160, 80, (x, y) -> x >= 40 && x < 80 && y >= 20 && y < 60 ? 255 : 0);
        Path file = root.resolve("sheet.png");

        ContactSheet.write(DataSet.open(root), 64, file);

        BufferedImage sheet = ImageIO.read(file.toFile());
        assertThat(sheet.getRGB(4 + 40, 4 + 30) & 0xffffff).as("left border").isEqualTo(0xFFD400);
        assertThat(sheet.getRGB(4 + 79, 4 + 30) & 0xffffff).as("right border").isEqualTo(0xFFD400);
        assertThat(sheet.getRGB(4 + 60, 4 + 40) & 0xffffff).as("inside").isEqualTo(0x646464);
        assertThat(sheet.getRGB(4 + 39, 4 + 30) & 0xffffff).as("outside").isEqualTo(0x646464);
    }

    private Inspection inspect() {
        return inspect(Optional.empty());
    }

    private Inspection inspect(Optional<Split> split) {
        return Inspector.inspect(DataSet.look(root, DataOptions.plain()), split, 2, ProgressListener.silent());
    }
}
