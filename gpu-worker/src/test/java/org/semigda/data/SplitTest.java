package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    private DataSet set = new DataSet(Path.of("none"), "none", List.of(), List.of());

    @BeforeEach
    void a_set_of_50_annotated_and_3_bare_images() {
        set = DataSet.open(TestImages.folder(root, 50, 3, 2, 2));
    }

    @Test
    void gives_every_image_one_place() {
        Split split = split("10%", 7);

        assertThat(split.test()).hasSize(10);
        assertThat(split.validation()).hasSize(5);
        assertThat(split.labelled()).hasSize(3); // 10% of 35, a half is rounded down
        assertThat(split.unlabelled()).hasSize(32 + 3).contains("50", "51", "52");
        assertThat(Stream.of(split.labelled(), split.unlabelled(), split.validation(), split.test())
                        .flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        set.items().stream().map(Item::id).toList());
        assertThat(split.dataHash()).isEqualTo(set.hash());
    }

    @Test
    void the_same_seed_gives_the_same_split_and_another_one_another() {
        assertThat(split("10%", 7)).isEqualTo(split("10%", 7)).isNotEqualTo(split("10%", 8));
    }

    @Test
    void the_labelled_share_leaves_validation_and_test_alone() {
        Split few = split("10%", 7);
        Split many = split("50%", 7);

        assertThat(many.test()).isEqualTo(few.test());
        assertThat(many.validation()).isEqualTo(few.validation());
        assertThat(many.labelled()).containsAll(few.labelled());
    }

    @Test
    void is_read_as_it_was_written() {
        Path file = root.resolve("split.json");
        Split split = split("5", 7);

        split.write(file);

        assertThat(Split.read(file)).isEqualTo(split);
    }

    @Test
    void workers_of_one_machine_may_write_the_same_split_at_once() throws IOException {
        Path run = Files.createDirectory(root.resolve("run"));
        Split split = split("5", 7);

        IntStream.range(0, 100).parallel().forEach(worker -> split.write(run.resolve("split.json")));

        assertThat(Split.read(run.resolve("split.json"))).isEqualTo(split);
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void what_was_trained_on_one_split_is_known_by_the_images_it_saw() {
        Split split = new Split("data", 1, List.of("a"), List.of("b", "c"), List.of("d"), List.of("e"));

        assertThat(new Split("data", 2, List.of("a"), List.of("b", "c"), List.of("e"), List.of("d")).trainingHash())
                .isEqualTo(split.trainingHash());
        assertThat(Stream.of(
                                new Split("data", 1, List.of("a"), List.of("b", "e"), List.of("d"), List.of("c")),
                                new Split("data", 1, List.of("a", "b"), List.of("c"), List.of("d"), List.of("e")),
                                new Split("other", 1, List.of("a"), List.of("b", "c"), List.of("d"), List.of("e")))
                        .map(Split::trainingHash))
                .doesNotHaveDuplicates()
                .doesNotContain(split.trainingHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"seed\":1}", "null"})
    void refuses_a_file_that_is_no_split(String content) throws IOException {
        Path file = Files.writeString(root.resolve("split.json"), content);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Split.read(file))
                .withMessageStartingWith("cannot read the split " + file);
    }

    @Test
    void refuses_an_image_with_two_places() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new Split("", 1, List.of("a"), List.of(), List.of(), List.of("a")))
                .withMessageStartingWith("image 'a' is twice in the split");
    }

    @Test
    void refuses_a_batch_that_needs_more_images_than_there_are() {
        Split split = split("2", 7);

        assertThat(split.requireAtLeast(2, 30)).isSameAs(split);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> split.requireAtLeast(3, 1))
                .withMessageStartingWith("a batch needs 3 labelled images, but the split has only 2");
    }

    @Test
    void refuses_to_leave_nothing_to_train_on() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Split.seeded(set, LabelledShare.parse("1"), 0.5, 0.5, 1))
                .withMessageStartingWith("nothing is left to train on");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Split.seeded(set, LabelledShare.parse("1"), 1.5, 0.5, 1))
                .withMessageStartingWith("validation share 1.5 is not in [0, 1)");
    }

    @ParameterizedTest
    @CsvSource({
        "10%, 2075, 207",
        "30%, 2075, 622",
        "5%, 518, 26",
        "20%, 518, 104",
        "1%, 10, 1",
        "100%, 9, 9",
        "55, 400, 55",
        "55, 20, 20"
    })
    void a_share_counts_as_the_release_does(String share, int images, int count) {
        assertThat(LabelledShare.parse(share).of(images)).isEqualTo(count);
        assertThat(LabelledShare.parse(share)).hasToString(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "ten", "0", "0%", "-5", "101%", "2.5"})
    void refuses_what_is_no_share(String text) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> LabelledShare.parse(text))
                .withMessage("labelled share '" + text
                        + "' is neither a percentage above 0% and up to 100% nor a number of images; write 10% or 55");
    }

    private Split split(String labelled, long seed) {
        return Split.seeded(set, LabelledShare.parse(labelled), 0.1, 0.2, seed);
    }
}
