package org.semigda.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;
import org.semigda.protocol.ExperimentSpec;

/** What the command line makes of an experiment's document. */
class ExperimentFileTest {

    private static final ExperimentFile AS_IT_IS =
            new ExperimentFile(Optional.empty(), Optional.empty(), Map.of(), List.of());

    @Test
    void aStudyOfThePaperNeedsOnlyData() {
        ExperimentSpec spec =
                new ExperimentFile(Optional.of("images"), Optional.empty(), Map.of(), List.of()).read("table5", true);
        assertThat(spec.rows()).hasSize(4);
        assertThat(spec.seeds()).containsExactly(1, 2, 3);
        assertThat(spec.preset()).isEqualTo("small");
        assertThat(Path.of(spec.data())).isAbsolute();
        assertThat(spec.rows().get(0).settings()).containsEntry("loss.unsup_s", "false");
        assertThat(spec.rows().get(3).settings()).isEmpty();
    }

    @Test
    void theCommandLineWinsOverTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.yaml"),
                """
                apiVersion: semigda/v1
                name: mine
                data: /on/the/server
                preset: paper
                settings: {image.size: 64, threads: 1}
                seeds: [1]
                rows: [{name: one}]
                """);
        ExperimentSpec asItIs = AS_IT_IS.read(file.toString(), false);
        assertThat(asItIs.data()).isEqualTo("/on/the/server");
        assertThat(asItIs.settings()).containsOnly(Map.entry("image.size", "64"), Map.entry("threads", "1"));

        ExperimentSpec changed = new ExperimentFile(
                        Optional.of("/elsewhere"), Optional.of("demo"), Map.of("threads", "2"), List.of(5, 6))
                .read(file.toString(), false);
        assertThat(changed.data()).isEqualTo("/elsewhere");
        assertThat(changed.preset()).isEqualTo("demo");
        assertThat(changed.seeds()).containsExactly(5, 6);
        assertThat(changed.settings()).containsEntry("threads", "2").containsEntry("image.size", "64");
    }

    @Test
    void whatIsWrongIsNamed(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> AS_IT_IS.read("table9", true))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("table9")
                .hasMessageContaining("table5");
        assertThatThrownBy(() -> AS_IT_IS.read("table5", true))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--data");
        Path file = Files.writeString(
                folder.resolve("typo.yaml"),
                "{apiVersion: semigda/v1, name: x, data: /d, preset: demo, seeds: [1], rows: [{nmae: a}]}");
        assertThatThrownBy(() -> AS_IT_IS.read(file.toString(), false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'nmae'");
    }
}
