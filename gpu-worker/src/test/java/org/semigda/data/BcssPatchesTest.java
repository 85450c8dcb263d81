package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BcssPatchesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    @Test
    void a_region_becomes_whole_patches_with_tumour_as_foreground() {
        TestImages.grey(root.resolve("rgbs_colorNormalized/TCGA-A1.png"), 100, 70, (x, y) -> x + y);
        TestImages.grey(root.resolve("masks/TCGA-A1.png"), 100, 70, (x, y) -> x >= 64 ? 0 : x < 40 ? 1 : 2);

        int patches = new BcssPatches(32, Set.of(1)).crop(root, root.resolve("out"), ProgressListener.silent());

        assertThat(patches).isEqualTo(4); // three columns of which the last lies outside, two rows
        DataSet set = DataSet.open(root.resolve("out"));
        assertThat(set.layout()).isEqualTo("bcss");
        assertThat(set.items())
                .extracting(Item::id)
                .containsExactly("TCGA-A1_x0_y0", "TCGA-A1_x0_y32", "TCGA-A1_x32_y0", "TCGA-A1_x32_y32");
        Item item = set.item("TCGA-A1_x32_y32");
        assertThat(item.group()).isEqualTo("TCGA-A1");
        assertThat(PictureReader.read(item.image()).value(3, 5, 0)).isEqualTo(35 + 37);
        LabelMap labels = PictureReader.readMask(item.masks(), 2);
        assertThat(labels.label(7, 0)).isEqualTo(1);
        assertThat(labels.label(8, 0)).isZero();
    }

    @Test
    void says_what_is_missing() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new BcssPatches(32, Set.of(1)).crop(root, root, ProgressListener.silent()))
                .withMessageStartingWith("no rgbs_colorNormalized/ in " + root);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new BcssPatches(8, Set.copyOf(List.of(1))))
                .withMessageContaining("at least 32");
    }
}
