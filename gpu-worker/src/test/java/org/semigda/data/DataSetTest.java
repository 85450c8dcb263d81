package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    @Test
    void pairs_images_with_masks_of_the_same_name_in_numeric_order() {
        TestImages.folder(root, 11, 1, 4, 4);

        DataSet set = DataSet.open(root);

        assertThat(set.layout()).isEqualTo("images+masks");
        assertThat(set.items())
                .extracting(Item::id)
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(set.item("10").masks()).containsExactly(root.resolve("masks/10.png"));
        assertThat(set.item("11").hasMask()).isFalse();
    }

    @Test
    void knows_the_endings_that_masks_have() {
        image("images/a.png");
        image("images/b.png");
        image("images/sub/c.png");
        image("masks/a_segmentation.png");
        image("masks/b_mask.png");
        image("masks/b_mask_1.png");
        image("masks/sub/c.png");

        DataSet set = DataSet.open(root);

        assertThat(set.items()).extracting(Item::id).containsExactly("a", "b", "sub/c");
        assertThat(set.items()).extracting(item -> item.masks().size()).containsExactly(1, 2, 1);
    }

    @Test
    void ignores_what_is_no_image() throws IOException {
        image("images/a.png");
        image("masks/a.png");
        Files.writeString(root.resolve("images/.hidden.png"), "");
        Files.writeString(root.resolve("images/notes.txt"), "");

        assertThat(DataSet.open(root).items()).hasSize(1);
    }

    @Test
    void says_that_the_folder_is_missing() {
        assertRefused(root.resolve("nowhere"), "no such folder: " + root.resolve("nowhere"));
    }

    @Test
    void says_that_nothing_is_recognised() {
        assertRefused(root, "no data set recognised in " + root);
    }

    @Test
    void says_that_the_images_folder_is_empty() throws IOException {
        Files.createDirectory(root.resolve("images"));

        assertRefused(root, "no images in " + root.resolve("images"));
    }

    @Test
    void says_that_there_are_no_masks() throws IOException {
        image("images/a.png");
        assertRefused(root, "no masks in " + root);

        Files.createDirectory(root.resolve("masks"));
        assertRefused(root, "no masks in " + root.resolve("masks"));
    }

    @Test
    void names_a_mask_without_image() {
        image("images/a.png");
        image("masks/a.png");
        image("masks/stray.png");

        assertRefused(root, "mask without image: " + root.resolve("masks/stray.png"));
    }

    @Test
    void names_two_images_of_one_name() {
        image("images/a.png");
        image("images/a.bmp");
        image("masks/a.png");

        assertRefused(root, "two files of one name: " + root.resolve("images/a.bmp"));
    }

    @Test
    void the_hash_tells_contents_apart_but_not_places(@TempDir Path other) {
        TestImages.folder(root, 3, 0, 4, 4);
        TestImages.folder(other, 3, 0, 4, 4);
        String hash = DataSet.open(root).hash();

        assertThat(DataSet.open(other).hash()).isEqualTo(hash).hasSize(64);
        TestImages.grey(other.resolve("masks/2.png"), 4, 4, (x, y) -> 255);
        assertThat(DataSet.open(other).hash()).isNotEqualTo(hash);
    }

    private void image(String path) {
        TestImages.grey(root.resolve(path), 2, 2, (x, y) -> 0);
    }

    private static void assertRefused(Path folder, String start) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataSet.open(folder))
                .withMessageStartingWith(start)
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasLineCount(1));
    }
}
