package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.UserError;
import org.semigda.model.Part;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;

class ModelStoreTest {

    /** A parameter that the state has under two names. */
    private static final String SHARED = "mapping_model.";

    private static SemiGda trained;
    private static SemiGda averaged;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path run;

    @BeforeAll
    static void build() {
        trained = TinyModel.create(1);
        trained.vae().scaleFactor(0.5);
        averaged = TinyModel.create(2);
    }

    @AfterAll
    static void close() {
        trained.close();
        averaged.close();
    }

    @Test
    void aCheckpointOpensWithTheWeightsItIsMeantToBeUsedWith() {
        Snapshot snapshot = TinyModel.snapshot(trained, ema(), 0.5);
        Checkpoint.write(run.resolve("best"), snapshot);
        Checkpoint.write(run.resolve("best-ema"), snapshot.with(snapshot.info().withWeights(Weights.AVERAGED)));
        try (OpenModel best = ModelStore.open(run.resolve("best"), Device.CPU);
                OpenModel ema = ModelStore.open(run.resolve("best-ema"), Device.CPU);
                OpenModel file = ModelStore.open(run.resolve("best/ema.safetensors"), Device.CPU)) {
            assertThat(best.model().save()).isEqualTo(trained.save());
            assertThat(best.model().vae().scaleFactor()).isEqualTo(0.5);
            assertThat(best.settings()).isEqualTo(TinyModel.SETTINGS);
            assertThat(ema.weights()).isEqualTo(Weights.AVERAGED);
            assertThat(ema.model().save()).isEqualTo(trainedWithAveragedMapping());
            assertThat(file.model().save()).isEqualTo(trainedWithAveragedMapping());
        }
    }

    @Test
    void ofARunTheCheckpointWithTheHigherDiceIsOpened() {
        Path checkpoints = run.resolve("checkpoints");
        Checkpoint.write(checkpoints.resolve("last"), small(0.99));
        assertThat(CheckpointChoice.of(run).folder()).isEqualTo(checkpoints.resolve("last"));
        Checkpoint.write(checkpoints.resolve("best"), small(0.6));
        assertThat(CheckpointChoice.of(run).folder()).isEqualTo(checkpoints.resolve("best"));
        Checkpoint.write(checkpoints.resolve("best-ema"), small(0.6));
        assertThat(CheckpointChoice.of(checkpoints).folder()).isEqualTo(checkpoints.resolve("best"));
        Checkpoint.write(checkpoints.resolve("best-ema"), small(0.7));
        assertThat(CheckpointChoice.of(run).folder()).isEqualTo(checkpoints.resolve("best-ema"));
    }

    @Test
    void whereThereIsNothingItIsSaidSo() throws IOException {
        Path lone = Files.writeString(run.resolve("model.safetensors"), "");
        assertThatThrownBy(() -> ModelStore.open(run.resolve("nowhere"), Device.CPU))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no such checkpoint: " + run.resolve("nowhere"))
                .hasMessageContaining("give a checkpoint's folder");
        assertThatThrownBy(() -> ModelStore.open(run, Device.CPU))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no checkpoint in " + run);
        assertThatThrownBy(() -> ModelStore.open(lone, Device.CPU))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no manifest.json beside it");
    }

    @Test
    void weightsThatDoNotFitTheirSettingsAreRefused() {
        Snapshot snapshot = TinyModel.snapshot(trained, Map.of("unknown", TensorData.of(new float[1], 1)), 0.5);
        Checkpoint.write(run.resolve("best"), snapshot);
        assertThatThrownBy(() -> ModelStore.open(run.resolve("best"), Weights.AVERAGED, Device.CPU))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'unknown'");
    }

    /** What an EMA holds: every trained parameter once, under its first name. */
    private static Map<String, TensorData> ema() {
        Map<String, TensorData> all = averaged.save();
        Map<String, TensorData> once = new LinkedHashMap<>();
        averaged.parameters(Part.MAPPING)
                .keySet()
                .forEach(name -> once.put(name, marked(Objects.requireNonNull(all.get(name)))));
        assertThat(once.size()).isLessThan((int)
                all.keySet().stream().filter(name -> name.startsWith(SHARED)).count());
        return once;
    }

    private static Map<String, TensorData> trainedWithAveragedMapping() {
        Map<String, TensorData> expected = new LinkedHashMap<>(trained.save());
        averaged.save().forEach((name, tensor) -> {
            if (name.startsWith(SHARED)) {
                expected.put(name, marked(tensor));
            }
        });
        return expected;
    }

    /** Slopes start equal in every model; here the averaged ones are told apart. */
    private static TensorData marked(TensorData tensor) {
        return tensor.count() == 1 ? TensorData.of(new float[] {0.7f}, tensor.shape()) : tensor;
    }

    /** A checkpoint that is only looked at, not opened. */
    private static Snapshot small(double dice) {
        Snapshot full = TinyModel.snapshot(trained, Map.of(), dice);
        return new Snapshot(Map.of("a", TensorData.of(new float[1], 1)), Map.of(), Map.of(), full.info());
    }
}
