package org.semigda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.cli.console.Captured;

/** What the command line answers to, and how it refuses. */
class CommandLineTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "train", "evaluate", "predict", "export", "data", "weights", "doctor"})
    void everyCommandHelps(String command) {
        Captured captured = Captured.pipe();
        assertThat(Main.run(captured.terminal(), command, "--help")).isZero();
        assertThat(captured.out()).startsWith("Usage: semigda " + command).contains("--verbose");
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        Captured captured = Captured.pipe();
        assertThat(Main.run(captured.terminal(), "--help")).isZero();
        assertThat(captured.out())
                .contains("demo", "serve", "train", "evaluate", "predict", "export", "data", "weights", "doctor")
                .contains("0 done, 1 failed, 2 bad input");
    }

    @Test
    void theListOfCommandsIsTheSameWhetherTheyAreMadeOrOnlyMentioned() {
        Captured captured = Captured.pipe();
        String whole = Commands.all(captured.terminal()).getUsageMessage();
        assertThat(Commands.of(captured.terminal(), "--help").getUsageMessage()).isEqualTo(whole);
        assertThat(Commands.of(captured.terminal(), "serve").getUsageMessage()).isEqualTo(whole);
    }

    @Test
    void theNamedCommandIsFoundBehindOptionsAndInAFileOfWords() throws IOException {
        Path words = Files.writeString(folder.resolve("words"), "data\ninspect\n--help\n");
        for (String[] line : new String[][] {{"--verbose", "data", "inspect", "--help"}, {"@" + words}}) {
            Captured captured = Captured.pipe();
            assertThat(Main.run(captured.terminal(), line)).isZero();
            assertThat(captured.out()).startsWith("Usage: semigda data inspect");
        }
    }

    @Test
    void noCommandIsBadInput() {
        assertRefused("name a command");
    }

    @Test
    void aMistypedCommandIsBadInputAndTheNearestIsNamed() {
        assertRefused("did you mean 'train'", "trian");
    }

    @Test
    void aMissingOptionIsBadInput() {
        assertRefused("--out", "data", "phantom");
    }

    @Test
    void anUnknownSettingIsBadInputAndTheNearestIsNamed() {
        assertRefused(
                "did you mean 'stage2.steps'", "train", "--data", "nowhere", "--out", out(), "--set", "stage2.stesp=5");
    }

    @Test
    void aValueThatIsNotAllowedIsBadInput() {
        assertRefused("labelled", "train", "--data", "nowhere", "--out", out(), "--labelled", "0%");
    }

    @Test
    void aSettingWithoutValueIsBadInput() {
        assertRefused("KEY=VALUE", "train", "--data", "nowhere", "--out", out(), "--set", "seed");
    }

    @Test
    void anUnknownPresetIsBadInput() {
        assertRefused("there are demo, small", "train", "--data", "nowhere", "--out", out(), "--preset", "smal");
    }

    @Test
    void portAndNoPageExcludeEachOther() {
        assertRefused("mutually exclusive", "train", "--data", "d", "--out", out(), "--port", "1", "--no-page");
    }

    @Test
    void aFolderThatIsNotThereIsBadInputAndNothingIsMade() {
        assertRefused("nowhere", "train", "--data", folder.resolve("nowhere").toString(), "--out", out());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRunIsNotStartedOverAnother() throws IOException {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("run/run.json"), "{}");
        assertRefused("--resume", "train", "--data", "nowhere", "--out", out());
    }

    @Test
    void nothingCannotBeResumed() {
        assertRefused("no run to resume", "train", "--data", "nowhere", "--out", out(), "--resume");
    }

    @Test
    void otherMachinesNeedAToken() {
        assertRefused("--token-file", "serve", "--host", "0.0.0.0", "--home", out());
    }

    @Test
    void aShortTokenIsRefused() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "short\n");
        assertRefused("at least 16", "serve", "--token-file", token.toString(), "--home", out());
    }

    @Test
    void verboseShowsTheTrace() {
        Captured captured = Captured.pipe();
        int code = Main.run(captured.terminal(), "train", "--verbose", "--data", "nowhere", "--out", out());
        assertThat(code).isEqualTo(2);
        assertThat(captured.err()).contains("\tat org.semigda.");
    }

    @Test
    void phantomsAreGeneratedAndInspected() {
        Captured made = Captured.pipe();
        String data = folder.resolve("p").toString();
        assertThat(Main.run(made.terminal(), "data", "phantom", "--out", data, "--count", "3", "--size", "32"))
                .isZero();
        Captured seen = Captured.pipe();
        assertThat(Main.run(seen.terminal(), "data", "inspect", "--json", data)).isZero();
        assertThat(seen.out()).contains("\"pairs\":3", "\"unlabelled\":0", "\"problems\":[]");
    }

    @Test
    void fewerLabelledImagesThanABatchNeedsIsBadInput() {
        String data = folder.resolve("p").toString();
        Main.run(Captured.pipe().terminal(), "data", "phantom", "--out", data, "--count", "12", "--size", "32");
        assertRefused(
                "labelled", "train", "--data", data, "--out", out(), "--labelled", "1", "--set", "batch.labelled=4");
    }

    private String out() {
        return folder.resolve("run").toString();
    }

    private void assertRefused(String says, String... args) {
        Captured captured = Captured.pipe();
        int code = Main.run(captured.terminal(), args);
        assertThat(captured.err().lines().toList()).hasSize(1);
        assertThat(captured.err()).startsWith("semigda: ").contains(says).doesNotContain("\tat ");
        assertThat(captured.out()).isEmpty();
        assertThat(code).isEqualTo(2);
    }
}
