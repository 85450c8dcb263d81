package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;
import org.semigda.data.DataSet;
import org.semigda.data.PhantomGenerator;
import org.semigda.data.Split;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.ImageScores;
import org.semigda.metrics.BinaryMask;
import org.semigda.metrics.Score;

class RunSplitTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @BeforeEach
    void ten_images() {
        PhantomGenerator.write(folder, 10, 16, 1);
    }

    @Test
    void a_resumed_run_keeps_its_split_while_the_images_are_the_same() {
        Split split = draw(Map.of("data.labelled", "2"));

        assertThat(RunSplit.requireSame(split, DataSet.open(folder))).isSameAs(split);
    }

    @Test
    void a_changed_folder_is_refused_and_what_to_do_is_said() throws IOException {
        Split split = draw(Map.of("data.labelled", "2"));
        PhantomGenerator.write(folder, 10, 16, 2);
        assertRefused(split, "files were added or changed");

        PhantomGenerator.write(folder, 10, 16, 1);
        Files.delete(folder.resolve("images/0003.png"));
        Files.delete(folder.resolve("masks/0003.png"));
        assertRefused(split, "1 are missing, such as '0003'");
    }

    @Test
    void the_list_file_and_the_protocol_of_the_settings_are_used() throws IOException {
        Path list = Files.writeString(
                folder.resolve("list.csv"), "0001,labelled\n0002,unlabelled\n0003,validation\n0004,test\n");

        assertThat(draw(Map.of("data.split", list.toString())).test()).containsExactly("0004");
        assertThat(draw(Map.of("data.split", "list.csv")).test()).containsExactly("0004");
        assertThat(draw(Map.of("data.protocol", "busi", "data.test", "0.5")).test())
                .hasSize(2);
    }

    @Test
    void test_sets_are_scored_apart() {
        Split split = new Split(
                "h",
                1,
                List.of("a"),
                List.of(),
                List.of(),
                List.of("far/x", "near/y", "near/z"),
                Map.of("far", List.of("far/x"), "near", List.of("near/y", "near/z")));
        EvaluationResult all = EvaluationResult.of(
                "test",
                Stream.of("far/x", "near/y", "near/z")
                        .map(RunSplitTest::perfect)
                        .toList());

        Map<String, EvaluationResult> sets = TestSets.of(split, all);

        assertThat(sets).containsOnlyKeys("far", "near");
        assertThat(Optional.ofNullable(sets.get("near")).orElseThrow().images())
                .extracting(ImageScores::id)
                .containsExactly("near/y", "near/z");
        assertThat(Optional.ofNullable(sets.get("far")).orElseThrow().line()).startsWith("test:far dice 1.0000");
    }

    private static ImageScores perfect(String id) {
        BinaryMask mask = BinaryMask.of(2, 1, new boolean[] {true, false});
        Score score = Score.of(mask, mask);
        return new ImageScores(id, score, score, score);
    }

    private Split draw(Map<String, String> settings) {
        return RunSplit.draw(DataSet.open(folder), Settings.defaults().with(settings));
    }

    private void assertRefused(Split split, String why) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunSplit.requireSame(split, DataSet.open(folder)))
                .withMessageContainingAll(folder.toString(), why, "start a new run in another folder");
    }
}
