package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.Settings;
import org.semigda.model.GoldenSet;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;

/** A checkpoint is what any reader of safetensors expects of the release's network. */
class CheckpointNamesTest {

    private final GoldenSet golden = GoldenSet.load();
    private final Path folder;

    CheckpointNamesTest(@TempDir Path folder) {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        this.folder = folder.resolve("last");
        TrainingPlan plan = new TrainingPlan(List.of(new StagePlan(Stage.SEGMENTATION, 10, 1)));
        try (Trainer trainer = Trainer.of(Settings.defaults(), plan, golden.model())) {
            Checkpoint.write(this.folder, trainer.snapshot());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "ema.safetensors"})
    void bothFilesHoldExactlyTheReleasesNamesAndShapesAsFloats(String name) throws IOException {
        Map<String, List<Long>> expected = new LinkedHashMap<>();
        golden.keys().forEach((key, shape) -> expected.put(key, list(shape)));
        Map<String, List<Long>> actual = new LinkedHashMap<>();
        Map<String, TensorData> tensors = Safetensors.read(folder.resolve(name));
        tensors.forEach((key, tensor) -> actual.put(key, list(tensor.shape())));

        assertThat(actual).containsExactlyEntriesOf(expected);
        assertThat(tensors.values()).allMatch(tensor -> tensor.dtype() == DType.F32);
    }

    @Test
    void beforeTheFirstStepTheAverageIsTheModel() throws IOException {
        assertThat(Safetensors.read(folder.resolve("ema.safetensors")))
                .isEqualTo(Safetensors.read(folder.resolve("model.safetensors")));
    }

    private static List<Long> list(long... shape) {
        return java.util.Arrays.stream(shape).boxed().toList();
    }
}
