package org.semigda.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SettingsTest {

    static final List<String> NAMES = Presets.NAMES;

    @Test
    void anUnknownSettingNamesTheNearestKnownOne() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Settings.defaults().with("stage2.step", "5"))
                .withMessageContaining("'stage2.step'")
                .withMessageContaining("did you mean 'stage2.steps'");
    }

    @ParameterizedTest
    @CsvSource({
        "image.size, 65", "image.size, big", "method, magic", "data.labelled, 0%", "data.labelled, 101%",
        "data.labelled, -3", "devices, gpu", "vae.ch, 48", "loss.sup_p, maybe", "lambda.beta, NaN"
    })
    void aValueOutsideItsRangeIsRefusedWithTheRange(String key, String value) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Settings.defaults().with(key, value))
                .withMessageContaining(key)
                .withMessageContaining("'" + value + "'");
    }

    @Test
    void aChangedSettingIsReadBackAndTheOthersStay() {
        Settings settings = Settings.defaults().with(Map.of("image.size", "64", "method", "supervised"));
        assertThat(settings.get(Keys.IMAGE_SIZE)).isEqualTo(64);
        assertThat(settings.get(Keys.METHOD)).isEqualTo(Keys.Method.SUPERVISED);
        assertThat(settings.get(Keys.LAMBDA_BETA)).isEqualTo(0.1);
        assertThat(Settings.defaults().get(Keys.IMAGE_SIZE)).isEqualTo(224);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void aPresetSurvivesTheWayThroughText(String name) {
        Settings preset = Presets.get(name);
        assertThat(Settings.defaults().with(preset.toMap())).isEqualTo(preset);
    }

    @Test
    void everySettingIsListedOnceAndItsDefaultIsAllowed() {
        assertThat(new HashSet<>(Keys.ALL)).hasSameSizeAs(Keys.ALL);
        for (Setting<?> setting : Keys.ALL) {
            assertThat(setting.parse(Setting.format(setting.fallback()))).isEqualTo(setting.fallback());
        }
    }

    @Test
    void anUnknownPresetNamesThoseThatExist() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Presets.get("huge"))
                .withMessageContaining("demo, small, paper, release");
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "abc,abc,0", "'',abc,3"})
    void editsAreCountedAsLevenshteinDid(String a, String b, int edits) {
        assertThat(Nearest.edits(a, b)).isEqualTo(edits);
    }
}
