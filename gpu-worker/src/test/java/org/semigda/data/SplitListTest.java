package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitListTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    private DataSet set = new DataSet(Path.of("none"), "none", List.of(), List.of());

    @BeforeEach
    void twelve_images() {
        set = DataSet.open(TestImages.folder(root, 10, 2, 2, 2));
    }

    @Test
    void every_part_is_as_listed_and_test_sets_are_named() throws IOException {
        Split split =
                read("0,labelled\n1,unlabelled\n10\tunlabelled\n# seen later\n2,validation\n3,test:far\n4,test:near\n");

        assertThat(split.labelled()).containsExactly("0");
        assertThat(split.unlabelled()).containsExactly("1", "10");
        assertThat(split.validation()).containsExactly("2");
        assertThat(split.test()).containsExactlyInAnyOrder("3", "4");
        assertThat(split.testSets()).isEqualTo(Map.of("far", List.of("3"), "near", List.of("4")));
        assertThat(split.dataHash()).isEqualTo(set.hash());
    }

    @Test
    void training_images_are_divided_by_the_labelled_share() throws IOException {
        Split split = read("0,training\n1,training\n2,training\n3,training\n11,training\n4,validation\n5,test\n");

        assertThat(split.labelled()).hasSize(2).isSubsetOf("0", "1", "2", "3");
        assertThat(split.unlabelled()).hasSize(3).contains("11");
    }

    @Test
    void a_runs_own_split_can_be_used_again() throws IOException {
        Split first = Split.seeded(set, LabelledShare.parse("2"), 0.2, 0.2, 9);
        Path file = root.resolve("split.json");
        first.write(file);

        assertThat(SplitList.read(file, set, LabelledShare.parse("1"), 1)).isEqualTo(first);
    }

    @Test
    void test_sets_are_written_and_read_and_an_older_file_has_none() throws IOException {
        Split split = read("0,labelled\n1,unlabelled\n2,validation\n3,test:far\n4,test:near\n");
        Path file = root.resolve("split.json");
        split.write(file);
        assertThat(Split.read(file)).isEqualTo(split);

        Split plain = Split.seeded(set, LabelledShare.parse("2"), 0.2, 0.2, 9);
        plain.write(file);
        assertThat(Files.readString(file)).doesNotContain("testSets");
        assertThat(Split.read(file)).isEqualTo(plain);
    }

    @Test
    void what_is_not_understood_is_named_with_its_line() {
        assertRefused("0,labeled\n", "line 1: '0,labeled' is not NAME,PART");
        assertRefused("0,labelled\n77,test\n", "line 2: " + root + " has no image '77'");
        assertRefused("0,labelled\n0,test\n", "image '0' is twice in the split");
    }

    @Test
    void a_list_may_not_divide_a_group() throws IOException {
        Files.writeString(root.resolve("groups.csv"), "0-4,video\n5-9,other\n");
        DataSet grouped = DataSet.open(root, new DataOptions(false, Optional.empty(), "groups.csv"));
        Path list = Files.writeString(root.resolve("list.csv"), "0,labelled\n5,validation\n1,test\n");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SplitList.read(list, grouped, LabelledShare.parse("1"), 1))
                .withMessageContaining("divides group 'video' between training and test at image '1'");
    }

    private Split read(String lines) throws IOException {
        return SplitList.read(Files.writeString(root.resolve("list.csv"), lines), set, LabelledShare.parse("2"), 1);
    }

    private void assertRefused(String lines, String part) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read(lines))
                .withMessageContaining(part);
    }
}
