package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

class TaesdTest {

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    /** Needs the published weights: {@code SEMIGDA_TEST_DATA/weights}, or a folder {@code shared} near the repository. */
    @Test
    void thePublishedWeightsGiveTheGoldenLatentsAndImages() throws IOException {
        Optional<Path> weights = weightsFolder();
        assumeTrue(weights.isPresent(), "TAESD's weights are not here");
        Map<String, TensorData> golden = Safetensors.read(GoldenSet.file("taesd.safetensors"));
        try (Taesd taesd = new Taesd(Device.CPU, 0);
                TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            taesd.load(Taesd.join(
                    Safetensors.read(weights.get().resolve("taesd_encoder.safetensors")),
                    Safetensors.read(weights.get().resolve("taesd_decoder.safetensors"))));
            TensorData images = Objects.requireNonNull(golden.get("x"));
            Tensor x = Tensors.of(images.toFloats(), images.shape());

            Posterior posterior = taesd.encode(Tensors.affine(x, 2, -1));

            agrees(golden, "latent", posterior.mean());
            for (int level = 0; level < ModelConfig.LEVELS; level++) {
                agrees(
                        golden,
                        "feature." + level,
                        posterior.features().get(level).narrow(1, 0, 2));
            }
            agrees(golden, "decoded", Tensors.affine(taesd.decode(posterior.mean()), 0.5, 0.5));
        }
    }

    @Test
    void theWholeNetworkRunsAroundIt() {
        ModelConfig config = ModelConfig.taesd().withSize(16, 24).withEncoderLayers(List.of(1, 1, 1));
        try (SemiGda model = new SemiGda(config, Device.CPU, 3);
                TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            Tensor images = org.bytedeco.pytorch.global.torch.zeros(2, 3, 16, 24);

            Posterior frozen = model.encodeFrozen(images);
            Posterior trained = model.encodeImage(images);

            assertThat(frozen.mean().shape()).containsExactly(2, 4, 2, 3);
            assertThat(Tensors.toFloats(frozen.logvar())).containsOnly(-30);
            for (int level = 0; level < ModelConfig.LEVELS; level++) {
                assertThat(trained.features().get(level).shape())
                        .isEqualTo(frozen.features().get(level).shape());
            }
            Tensor image = model.decode(Branch.IMAGE, model.mapLatent(model.scaledMean(frozen)), frozen.features());
            assertThat(model.toValue(image).shape()).containsExactly(2, 1, 16, 24);
            assertThat(model.decode(Branch.MASK, model.scaledMean(trained), trained.features())
                            .shape())
                    .containsExactly(2, 3, 16, 24);
        }
    }

    @Test
    void itsNamesAreThePublishedOnesBelowEncoderAndDecoder() {
        try (Taesd taesd = new Taesd(Device.CPU, 0)) {
            Map<String, TensorData> saved = StateLoader.save(taesd.parameters().state());

            assertThat(saved)
                    .hasSize(67 + 67)
                    .containsKeys(
                            "encoder.0.weight",
                            "encoder.2.weight",
                            "encoder.13.conv.4.bias",
                            "encoder.14.bias",
                            "decoder.1.weight",
                            "decoder.7.weight",
                            "decoder.18.conv.0.weight",
                            "decoder.19.bias");
            assertThat(saved).doesNotContainKeys("encoder.2.bias", "decoder.7.bias");

            Map<String, TensorData> changed = new LinkedHashMap<>(saved);
            changed.put("decoder.19.bias", TensorData.of(new float[] {1, 2, 3}, 3));
            taesd.load(changed);
            assertThat(StateLoader.save(taesd.parameters().state())).isEqualTo(changed);
        }
    }

    private static void agrees(Map<String, TensorData> golden, String name, Tensor actual) {
        double error = GoldenSet.relativeError(
                Tensors.toFloats(actual),
                Objects.requireNonNull(golden.get(name)).toFloats());
        System.out.printf("taesd %s: relative error %.1e%n", name, error);
        assertThat(error).as("relative error of " + name).isLessThan(1e-4);
    }

    private static Optional<Path> weightsFolder() {
        String given = System.getProperty("SEMIGDA_TEST_DATA", System.getenv().getOrDefault("SEMIGDA_TEST_DATA", ""));
        Stream<Path> places = given.isEmpty()
                ? Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                        .map(folder -> folder.resolve("shared"))
                : Stream.of(Path.of(given));
        return places.map(folder -> folder.resolve("weights"))
                .filter(folder -> Files.exists(folder.resolve("taesd_encoder.safetensors")))
                .findFirst();
    }
}
