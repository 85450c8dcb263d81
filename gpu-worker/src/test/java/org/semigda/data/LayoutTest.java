package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each arrangement that public data sets come in. */
class LayoutTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    @Test
    void busi_unites_the_masks_of_one_image_and_leaves_normal_out() {
        mask("benign/benign (1)_mask.png", 0);
        mask("benign/benign (1)_mask_1.png", 3);
        images("benign/benign (1).png", "malignant/malignant (2).png", "normal/normal (1).png");
        mask("malignant/malignant (2)_mask.png", 1);
        mask("normal/normal (1)_mask.png", -1);

        DataSet set = DataSet.open(root);

        assertThat(set.layout()).isEqualTo("busi");
        assertThat(set.items()).extracting(Item::id).containsExactly("benign/benign (1)", "malignant/malignant (2)");
        assertThat(PictureReader.readMask(set.item("benign/benign (1)").masks(), 2)
                        .labels())
                .containsExactly(1, 0, 0, 1);
        assertThat(set.leftOut()).containsEntry("normal (no lesion)", 1);

        DataSet all = DataSet.open(root, new DataOptions(true, Optional.empty(), ""));
        assertThat(all.items()).extracting(Item::id).contains("normal/normal (1)");
        assertThat(all.leftOut()).isEmpty();
    }

    @Test
    void busi_has_a_mask_for_every_image() {
        images("benign/benign (1).png", "benign/benign (2).png", "malignant/malignant (1).png");
        mask("benign/benign (1)_mask.png", 0);
        mask("malignant/malignant (1)_mask.png", 0);

        assertRefused("image without mask: " + root.resolve("benign/benign (2).png"));
        assertThat(DataSet.look(root, DataOptions.plain()).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("image-without-mask");
                    assertThat(problem.file()).isEqualTo("benign/benign (2).png");
                });
    }

    @Test
    void clinicdb_as_published_has_original_and_ground_truth() {
        images("Original/1.tif", "Original/2.tif");
        mask("Ground Truth/1.tif", 0);
        mask("Ground Truth/2.tif", 0);

        DataSet set = DataSet.open(root);

        assertThat(set.layout()).isEqualTo("original+ground-truth");
        assertThat(set.items()).hasSize(2).allMatch(Item::hasMask);
    }

    @Test
    void pranet_names_its_training_part_and_its_test_sets() {
        pair("TrainDataset/image/1.png", "TrainDataset/mask/1.png");
        pair("TestDataset/CVC-300/images/1.png", "TestDataset/CVC-300/masks/1.png");
        pair("TestDataset/Kvasir/images/1.png", "TestDataset/Kvasir/masks/1.png");

        DataSet set = DataSet.open(root);

        assertThat(set.layout()).isEqualTo("pranet");
        assertThat(set.item("TrainDataset/1").role()).isEqualTo(Role.TRAINING);
        assertThat(set.item("TestDataset/CVC-300/1").role()).isEqualTo(Role.test("CVC-300"));
        assertThat(set.item("TestDataset/Kvasir/1").role()).isEqualTo(Role.test("Kvasir"));
    }

    @Test
    void pranet_without_test_sets_is_refused() {
        pair("TrainDataset/image/1.png", "TrainDataset/mask/1.png");

        assertRefused("no TestDataset/NAME/ in " + root);
    }

    @Test
    void isic_is_known_by_its_names_in_two_folders_and_in_one() {
        images("two/images/ISIC_0000001.jpg");
        mask("two/masks/ISIC_0000001_segmentation.png", 0);
        images("one/ISIC_0000001.jpg");
        mask("one/ISIC_0000001_segmentation.png", 0);

        for (String folder : new String[] {"two", "one"}) {
            DataSet set = DataSet.open(root.resolve(folder));
            assertThat(set.layout()).isEqualTo("isic");
            assertThat(set.items()).singleElement().satisfies(item -> {
                assertThat(item.id()).isEqualTo("ISIC_0000001");
                assertThat(item.hasMask()).isTrue();
                assertThat(item.role()).isEqualTo(Role.ANY);
            });
        }
    }

    @Test
    void the_isic_challenge_brings_its_own_test_part() {
        images(
                "ISIC2018_Task1-2_Training_Input/ISIC_1.jpg",
                "ISIC2018_Task1-2_Validation_Input/ISIC_2.jpg",
                "ISIC2018_Task1-2_Test_Input/ISIC_3.jpg");
        mask("ISIC2018_Task1_Training_GroundTruth/ISIC_1_segmentation.png", 0);
        mask("ISIC2018_Task1_Validation_GroundTruth/ISIC_2_segmentation.png", 0);
        mask("ISIC2018_Task1_Test_GroundTruth/ISIC_3_segmentation.png", 0);

        DataSet set = DataSet.open(root);

        assertThat(set.items()).extracting(Item::id).containsExactly("ISIC_1", "ISIC_3");
        assertThat(set.item("ISIC_1").role()).isEqualTo(Role.TRAINING);
        assertThat(set.item("ISIC_3").role()).isEqualTo(Role.test("ISIC-2018"));
        assertThat(set.leftOut()).containsEntry("the challenge's validation part", 1);
    }

    @Test
    void bcss_patches_are_grouped_by_their_region() {
        pair("images/TCGA-A1-A0SK-DX1_xmin4_ymin2_x0_y0.png", "masks/TCGA-A1-A0SK-DX1_xmin4_ymin2_x0_y0.png");
        pair("images/TCGA-A1-A0SK-DX1_xmin4_ymin2_x0_y1024.png", "masks/TCGA-A1-A0SK-DX1_xmin4_ymin2_x0_y1024.png");
        pair("images/TCGA-A2-A04P-DX1_xmin1_ymin2_x0_y0.png", "masks/TCGA-A2-A04P-DX1_xmin1_ymin2_x0_y0.png");

        DataSet set = DataSet.open(root);

        assertThat(set.layout()).isEqualTo("bcss");
        assertThat(set.items())
                .extracting(Item::group)
                .containsExactly(
                        "TCGA-A1-A0SK-DX1_xmin4_ymin2", "TCGA-A1-A0SK-DX1_xmin4_ymin2", "TCGA-A2-A04P-DX1_xmin1_ymin2");
    }

    @Test
    void bcss_regions_are_to_be_cropped_first() {
        pair("rgbs_colorNormalized/TCGA-A1.png", "masks/TCGA-A1.png");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataSet.open(root))
                .withMessageContaining("crop them first: semigda data patches " + root);
    }

    @Test
    void the_release_names_all_parts_and_its_unlabelled_masks_are_not_used() {
        pair("labeled/images/a.png", "labeled/masks/a.png");
        pair("unlabeled/images/b.png", "unlabeled/masks/b.png");
        pair("val/images/c.png", "val/masks/c.png");

        DataSet set = DataSet.open(root);

        assertThat(set.layout()).isEqualTo("release");
        assertThat(set.item("labeled/a").role()).isEqualTo(Role.LABELLED);
        assertThat(set.item("unlabeled/b").hasMask()).isFalse();
        assertThat(set.item("val/c").role()).isEqualTo(Role.VALIDATION);
    }

    @Test
    void a_folder_of_images_alone_is_unlabelled_and_can_be_added_to_another_set() {
        images("more/x.png", "more/y.bmp");
        pair("set/images/x.png", "set/masks/x.png");

        assertThat(DataSet.open(root.resolve("more")).layout()).isEqualTo("images-only");
        assertThat(DataSet.open(root.resolve("more")).items()).hasSize(2).noneMatch(Item::hasMask);

        DataSet both = DataSet.open(root.resolve("set"), new DataOptions(false, Optional.of(root.resolve("more")), ""));
        assertThat(both.items()).extracting(Item::id).containsExactly("unlabelled:more/x", "unlabelled:more/y", "x");
        assertThat(both.item("x").hasMask()).isTrue();
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() ->
                        DataSet.open(root.resolve("set"), new DataOptions(false, Optional.of(root.resolve("no")), "")))
                .withMessageStartingWith("no such folder: " + root.resolve("no"));
    }

    @Test
    void one_line_names_the_layout_where_two_fit() throws IOException {
        pair("images/a.png", "masks/a.png");
        pair("labeled/images/a.png", "labeled/masks/a.png");
        pair("unlabeled/images/b.png", "unlabeled/masks/b.png");
        pair("val/images/c.png", "val/masks/c.png");
        assertRefused(root + " can be read as images+masks and as release; say which in a line of "
                + root.resolve("dataset.yaml") + ", such as layout: images+masks");

        Files.writeString(root.resolve("dataset.yaml"), "layout: release\nclasses: [background, lesion]\n");

        assertThat(DataSet.open(root).layout()).isEqualTo("release");
        assertThat(DataSet.open(root).classes()).containsExactly("background", "lesion");
    }

    @Test
    void what_dataset_yaml_may_say_is_checked() throws IOException {
        pair("images/a.png", "masks/a.png");
        Files.writeString(root.resolve("dataset.yaml"), "layout: bussi\n");
        assertRefused("dataset.yaml of " + root + " names the layout 'bussi'; there are images+masks, ");
        Files.writeString(root.resolve("dataset.yaml"), "layuot: busi\n");
        assertRefused(root.resolve("dataset.yaml") + ": unknown key 'layuot'");
        Files.writeString(root.resolve("dataset.yaml"), "busi\n");
        assertRefused(root.resolve("dataset.yaml") + " holds no settings");
    }

    @Test
    void a_folder_that_is_none_of_them_is_told_what_was_looked_for() throws IOException {
        Files.createDirectories(root.resolve("slides"));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataSet.open(root))
                .withMessageStartingWith("no data set recognised in " + root)
                .withMessageContainingAll("images/ beside masks/", "busi", "TrainDataset/", "ISIC_x.jpg", "labeled/");
    }

    @Test
    void a_folder_around_the_data_set_is_named() {
        pair("Kvasir-SEG/images/a.png", "Kvasir-SEG/masks/a.png");

        assertRefused("no data set recognised in " + root + ", but in " + root.resolve("Kvasir-SEG")
                + " (images+masks): give that folder");
    }

    private void pair(String image, String mask) {
        images(image);
        mask(mask, 0);
    }

    private void images(String... paths) {
        for (String path : paths) {
            TestImages.grey(root.resolve(path), 4, 1, (x, y) -> 100);
        }
    }

    private void mask(String path, int column) {
        TestImages.grey(root.resolve(path), 4, 1, (x, y) -> x == column ? 255 : 0);
    }

    private void assertRefused(String start) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataSet.open(root))
                .withMessageStartingWith(start)
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasLineCount(1));
    }
}
