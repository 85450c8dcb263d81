package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How images are divided; the counts are those of the paper and its release. */
class ProtocolTest {

    @ParameterizedTest
    @CsvSource({
        "busi, 647, 10%, 52, 466, 52, 129",
        "busi, 647, 50%, 259, 466, 52, 129",
        "isic2018, 3594, 10%, 207, 2075, 519, 1000",
        "isic2018, 3594, 30%, 622, 2075, 519, 1000",
        "bcss, 3888, 5%, 136, 2721, 389, 778",
        "bcss, 3888, 30%, 816, 2721, 389, 778"
    })
    void divides_a_set_of_the_papers_size_as_the_paper_does(
            String protocol, int images, String share, int labelled, int training, int validation, int test) {
        Split split = Split.drawn(free(images), Protocol.named(protocol), LabelledShare.parse(share), 1);

        assertThat(split.labelled()).hasSize(labelled);
        assertThat(split.labelled().size() + split.unlabelled().size()).isEqualTo(training);
        assertThat(split.validation()).hasSize(validation);
        assertThat(split.test()).hasSize(test);
        assertThat(split.testSets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10%, 145", "20%, 290", "30%, 435", "7, 7"})
    void colonoscopy_keeps_the_test_sets_of_the_folder_apart(String share, int labelled) {
        List<Item> items = new ArrayList<>(items("TrainDataset/", 1450, Role.TRAINING));
        items.addAll(items("TestDataset/Kvasir/", 100, Role.test("Kvasir")));
        items.addAll(items("TestDataset/CVC-ClinicDB/", 62, Role.test("CVC-ClinicDB")));
        items.addAll(items("TestDataset/CVC-300/", 60, Role.test("CVC-300")));
        items.addAll(items("TestDataset/ETIS/", 196, Role.test("ETIS")));

        Split split = Split.drawn(set("pranet", items), Protocol.named("colonoscopy"), LabelledShare.parse(share), 3);

        assertThat(split.labelled()).hasSize(labelled);
        assertThat(split.validation()).hasSize(145);
        assertThat(split.labelled().size() + split.unlabelled().size()).isEqualTo(1305);
        assertThat(split.test()).hasSize(222);
        assertThat(split.testSets()).containsOnlyKeys("CVC-300", "CVC-ClinicDB", "Kvasir");
        assertThat(split.testSets().get("Kvasir")).hasSize(100).allMatch(id -> id.startsWith("TestDataset/Kvasir/"));
    }

    @Test
    void every_protocol_can_be_drawn_from_a_folder_that_names_no_parts() {
        for (Protocol protocol : Protocol.known()) {
            Split split = Split.drawn(free(50), protocol, LabelledShare.parse("10%"), 1);
            assertThat(split.test()).as(protocol.name()).isNotEmpty();
            assertThat(split.validation()).as(protocol.name()).isNotEmpty();
        }
    }

    @Test
    void a_protocol_refuses_another_tasks_folder() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Split.drawn(
                        set("isic", items("", 9, Role.ANY)), Protocol.named("busi"), LabelledShare.parse("1"), 1))
                .withMessageStartingWith("protocol busi does not fit")
                .withMessageContaining("use protocol isic2018");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Protocol.named("skin"))
                .withMessage("unknown protocol 'skin'; there are busi, colonoscopy, isic2018, bcss");
    }

    @Test
    void the_releases_parts_stay_and_half_of_val_becomes_the_test_part() {
        List<Item> items = new ArrayList<>(items("labeled/", 5, Role.LABELLED));
        items.addAll(items("unlabeled/", 20, Role.UNLABELLED));
        items.addAll(items("val/", 9, Role.VALIDATION));

        Split split = Split.seeded(set("release", items), LabelledShare.parse("10%"), 0.1, 0.2, 1);

        assertThat(split.labelled()).hasSize(5).allMatch(id -> id.startsWith("labeled/"));
        assertThat(split.unlabelled()).hasSize(20).allMatch(id -> id.startsWith("unlabeled/"));
        assertThat(split.test()).hasSize(4);
        assertThat(split.validation()).hasSize(5);
    }

    @Property(tries = 300)
    void a_group_never_straddles_training_validation_and_test(
            @ForAll @Size(min = 4, max = 60) List<@IntRange(min = 0, max = 12) Integer> groups,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 4) int unmasked) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            boolean masked = i % 5 >= unmasked;
            List<Path> masks = masked ? List.of(Path.of(i + ".png")) : List.of();
            String group = groups.get(i) == 0 ? "" : "g" + groups.get(i);
            items.add(new Item("i" + i, Path.of("i.png"), masks, Role.ANY, group));
        }
        DataSet set = unhashed(items);
        Split split;
        try {
            split = Split.seeded(set, LabelledShare.parse("2"), 0.2, 0.3, seed);
        } catch (DataException tooFewGroups) {
            assertThat(tooFewGroups).hasMessageStartingWith("nothing is left to train on");
            return;
        }
        Map<String, String> partOf = new HashMap<>();
        for (Map.Entry<String, List<String>> part : Map.of(
                        "training",
                        Stream.concat(split.labelled().stream(), split.unlabelled().stream())
                                .toList(),
                        "validation",
                        split.validation(),
                        "test",
                        split.test())
                .entrySet()) {
            for (String id : part.getValue()) {
                String group = set.item(id).group();
                if (!group.isEmpty()) {
                    assertThat(partOf.getOrDefault(group, part.getKey()))
                            .as("part of " + group)
                            .isEqualTo(part.getKey());
                    partOf.put(group, part.getKey());
                }
            }
        }
    }

    @Test
    void groups_of_a_list_file_keep_video_frames_together(@TempDir Path root) throws IOException {
        TestImages.folder(root, 30, 0, 4, 4);
        Files.writeString(root.resolve("sequences.csv"), "# frames of one video\n0-9,a\n10-19,b\n20-29,c\n");

        DataSet set = DataSet.open(root, new DataOptions(false, java.util.Optional.empty(), "sequences.csv"));
        Split split = Split.seeded(set, LabelledShare.parse("2"), 0.3, 0.3, 5);

        assertThat(set.item("9").group()).isEqualTo("a");
        assertThat(split.test()).hasSize(10);
        assertThat(split.test().stream().map(id -> set.item(id).group()).distinct())
                .hasSize(1);
        assertThat(split.validation().stream().map(id -> set.item(id).group()).distinct())
                .hasSize(1);
    }

    @Test
    void a_list_of_groups_names_every_image_and_is_understood(@TempDir Path root) throws IOException {
        TestImages.folder(root, 3, 0, 4, 4);
        Files.writeString(root.resolve("dataset.yaml"), "groups: g.csv\n");
        Files.writeString(root.resolve("g.csv"), "0-1,a\n");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataSet.open(root))
                .withMessageContaining("has no line for image '2'");
        Files.writeString(root.resolve("g.csv"), "0-1\n");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataSet.open(root))
                .withMessageContaining("line 1: '0-1' is not NAME,GROUP");
    }

    @Test
    void parts_that_a_folder_fixes_may_not_divide_a_group() {
        List<Item> items = new ArrayList<>(items("TrainDataset/", 9, Role.TRAINING));
        items.add(items("TestDataset/x/", 1, Role.test("x")).get(0).inGroup("video"));
        items.add(new Item("TrainDataset/frame", Path.of("i.png"), List.of(Path.of("m")), Role.TRAINING, "video"));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Split.seeded(set("pranet", items), LabelledShare.parse("1"), 0.1, 0.1, 1))
                .withMessageContaining("divide group 'video'");
    }

    private static DataSet free(int images) {
        return set("images+masks", items("", images, Role.ANY));
    }

    /** Splits hash the files of a set; here all share one. */
    private static DataSet set(String layout, List<Item> items) {
        return new DataSet(Path.of("."), layout, items, List.of());
    }

    private static DataSet unhashed(List<Item> items) {
        return set("images+masks", items.stream().map(ProtocolTest::onRealFile).toList());
    }

    private static List<Item> items(String prefix, int count, Role role) {
        return IntStream.range(0, count)
                .mapToObj(i -> onRealFile(new Item(prefix + i, Path.of("x"), List.of(Path.of("x"))).inRole(role)))
                .toList();
    }

    private static Item onRealFile(Item item) {
        Path file = Path.of("pom.xml");
        return new Item(item.id(), file, item.hasMask() ? List.of(file) : List.of(), item.role(), item.group());
    }
}
