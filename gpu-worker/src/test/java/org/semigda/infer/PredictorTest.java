package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.Part;
import org.semigda.model.GoldenSet;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;

class PredictorTest {

    private static SemiGda model;

    @BeforeAll
    static void build() {
        model = TinyModel.create(1);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void mapsAgreeWithTheIndependentImplementation() {
        GoldenSet golden = GoldenSet.load();
        int size = golden.config().height() * golden.config().width();
        try (SemiGda filled = golden.model()) {
            FloatBuffer pixels = FloatBuffer.wrap(golden.data("x").toFloats(), 0, 2 * 3 * size)
                    .slice();
            Prediction prediction = new Predictor(filled)
                    .predict(
                            pixels, 2, golden.config().height(), golden.config().width());
            for (int i = 0; i < 2; i++) {
                BranchMaps maps = prediction.images().get(i);
                assertThat(GoldenSet.relativeError(maps.image(), part(golden, "pred.image", i, size)))
                        .isLessThan(1e-4);
                assertThat(GoldenSet.relativeError(maps.mask(), part(golden, "pred.mask", i, size)))
                        .isLessThan(1e-4);
                assertThat(GoldenSet.relativeError(maps.mean(), part(golden, "pred.mean", i, size)))
                        .isLessThan(1e-4);
            }
        }
    }

    @Test
    void aTrainingModelPredictsAsIfItWereNot(@TempDir Path folder) {
        try (BatchLoader loader = TinyModel.loader(folder, 6);
                Batch batch = loader.evaluation(Part.TEST, 0, 3)) {
            Prediction first = new Predictor(model).predict(batch);
            model.training(true);
            Prediction second = new Predictor(model).predict(batch);
            assertThat(first.images()).hasSize(3);
            for (int i = 0; i < 3; i++) {
                assertThat(second.images().get(i).mean())
                        .isEqualTo(first.images().get(i).mean());
            }
        }
    }

    @Test
    void adaptersOfOneBranchAreLeftOutOfThatBranchOnly() {
        FloatBuffer pixels = FloatBuffer.wrap(GoldenSet.fill("some.pixels", 1, 3, 32, 32));
        BranchMaps both = predict(true, true, pixels);
        BranchMaps maskOnly = predict(false, true, pixels);
        assertThat(maskOnly.image()).isNotEqualTo(both.image());
        assertThat(maskOnly.mask()).isEqualTo(both.mask());
        BranchMaps imageOnly = predict(true, false, pixels);
        assertThat(imageOnly.image()).isEqualTo(both.image());
        assertThat(imageOnly.mask()).isNotEqualTo(both.mask());
    }

    @Test
    void mapsInBfloat16AreNearlyThoseInFloat32() {
        FloatBuffer pixels = FloatBuffer.wrap(GoldenSet.fill("some.pixels", 1, 3, 32, 32));
        float[] exact = predict(true, true, pixels).mean();
        float[] rounded;
        try (Autocast cast = Autocast.bf16(Device.CPU, true)) {
            rounded = predict(true, true, pixels).mean();
        }
        assertThat(rounded).isNotEqualTo(exact);
        double apart = 0;
        for (int i = 0; i < exact.length; i++) {
            apart += Math.abs(rounded[i] - exact[i]) / exact.length;
        }
        assertThat(apart).isLessThan(0.02);
    }

    private static BranchMaps predict(boolean image, boolean mask, FloatBuffer pixels) {
        return new Predictor(model, image, mask)
                .predict(pixels, 1, 32, 32)
                .images()
                .get(0);
    }

    private static float[] part(GoldenSet golden, String name, int index, int size) {
        return java.util.Arrays.copyOfRange(golden.data(name).toFloats(), index * size, (index + 1) * size);
    }
}
