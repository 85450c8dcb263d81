package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.semigda.conf.UserError;

class CheckpointInfoTest {

    private final CheckpointInfo info = Snapshots.info(40);

    @Test
    void theSameSettingsFit() {
        assertThatCode(() -> info.requireSettings(info.settings())).doesNotThrowAnyException();
    }

    @Test
    void whereAndHowOftenMayDiffer() {
        assertThatCode(() -> info.requireSettings(changed("devices", "cuda:0"))).doesNotThrowAnyException();
        assertThatCode(() -> info.requireSettings(changed("cuda.memory", "0.5")))
                .doesNotThrowAnyException();
    }

    @Test
    void everyOtherDifferenceIsNamedWithBothValues() {
        Map<String, String> other = changed("vae.ch", "64");
        other.put("vae.weights", "sd.safetensors");
        other.remove("seed");
        other.put("momentum", "0.9");
        assertThatThrownBy(() -> info.requireSettings(other))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("step 40")
                .hasMessageContaining("vae.ch is 32 there and 64 here")
                .hasMessageContaining("vae.weights is empty there and sd.safetensors here")
                .hasMessageContaining("seed is 1 there and not set here")
                .hasMessageContaining("momentum is not set there and 0.9 here")
                .hasMessageNotContaining("devices");
    }

    @Test
    void trainedWeightsAreUsedUnlessItSaysOtherwise() {
        assertThat(info.weights()).isEqualTo(Weights.TRAINED);
        assertThat(info.withWeights(Weights.AVERAGED).weights()).isEqualTo(Weights.AVERAGED);
        assertThat(info.withWeights(Weights.AVERAGED).extra()).containsKey("note");
    }

    private Map<String, String> changed(String key, String value) {
        Map<String, String> settings = new HashMap<>(info.settings());
        settings.put(key, value);
        return settings;
    }
}
