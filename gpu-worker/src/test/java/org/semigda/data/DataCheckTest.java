package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataCheckTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void leaves_out_and_reports_one_unreadable_image_of_twenty(int threads) {
        TestImages.folder(root, 18, 2, 16, 16);
        TestImages.truncate(root.resolve("images/4.png"), 0.6);
        List<Integer> progress = new ArrayList<>();

        DataSet checked = DataCheck.check(DataSet.open(root), threads, (done, total) -> progress.add(done));

        assertThat(checked.items()).hasSize(19).extracting(Item::id).doesNotContain("4");
        assertThat(checked.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(Path.of("images", "4.png").toString());
            assertThat(problem.code()).isEqualTo("unreadable");
            assertThat(problem.message()).contains("truncated");
        });
        assertThat(progress).hasSize(20).isSorted().endsWith(20);
    }

    @Test
    void refuses_a_set_with_more_than_a_twentieth_unreadable() {
        TestImages.folder(root, 19, 0, 16, 16);
        TestImages.truncate(root.resolve("masks/4.png"), 0.6);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataCheck.check(DataSet.open(root), 1, ProgressListener.silent()))
                .withMessageStartingWith("1 of 19 images in " + root + " are unreadable, more than 5%: cannot read "
                        + root.resolve("masks/4.png"));
    }

    @Test
    void refuses_a_mask_of_another_size_naming_both() {
        TestImages.folder(root, 30, 0, 16, 12);
        TestImages.grey(root.resolve("masks/7.png"), 12, 16, (x, y) -> 0);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataCheck.check(DataSet.open(root), 2, ProgressListener.silent()))
                .withMessageStartingWith("image and mask differ in size")
                .withMessageContainingAll("7.png is 16 x 12", "7.png is 12 x 16");
    }
}
