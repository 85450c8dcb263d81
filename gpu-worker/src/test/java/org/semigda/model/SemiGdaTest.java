package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.UserError;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

class SemiGdaTest {

    private static final ModelConfig TINY =
            ModelConfig.of(32, 1, 1, 1, 1).withSize(16, 16).withMappingCh(16).withEncoderLayers(List.of(1, 1, 1));

    private SemiGda model;
    private TorchScope scope;

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @BeforeEach
    void build() {
        model = new SemiGda(TINY, Device.CPU, 5);
        scope = TorchScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        model.close();
    }

    @Test
    void theSeedAloneDecidesTheFirstWeights() {
        try (SemiGda same = new SemiGda(TINY, Device.CPU, 5);
                SemiGda other = new SemiGda(TINY, Device.CPU, 6)) {
            assertThat(same.save()).isEqualTo(model.save());
            assertThat(other.save().get("resnet.conv1.weight")).isNotEqualTo(saved("resnet.conv1.weight"));
        }
    }

    @Test
    void firstWeightsFollowTheSpecification() {
        // Kaiming normal, fan-out: sqrt(2 / (32 * 9)); biases of M are 0, of E uniform within 1/sqrt(27).
        assertThat(deviation(saved("resnet.layer1.0.conv1.weight"))).isBetween(0.081, 0.086);
        assertThat(deviation(saved("mapping_model.conv3_0.resblock.conv1.2.weight")))
                .isBetween(0.057, 0.061); // 64 channels out
        assertThat(saved("mapping_model.input_blocks.bias").toFloats()).containsOnly(0);
        assertThat(max(saved("resnet.conv1.bias"))).isBetween(0.1, 1 / Math.sqrt(27));
        assertThat(max(saved("vae_model.encoder.conv_in.weight"))).isBetween(0.19, 1 / Math.sqrt(27));
        assertThat(saved("resnet.bn1.running_var").toFloats()).containsOnly(1);
        assertThat(saved("mapping_model.conv1_0.resblock.act1.weight").toFloats())
                .containsExactly(0.25f);
    }

    @Test
    void theFrozenDecoderPassesGradientsToItsInputsOnly() {
        Posterior frozen = model.encodeFrozen(images());
        Tensor latent = model.mapLatent(model.scaledMean(frozen));
        model.decode(Branch.IMAGE, latent, frozen.features()).mean().backward();

        assertThat(withGradient(Part.VAE)).isEmpty();
        assertThat(withGradient(Part.IMAGE_ENCODER)).isEmpty();
        assertThat(withGradient(Part.MASK_ADAPTERS)).isEmpty();
        assertThat(withGradient(Part.IMAGE_ADAPTERS))
                .hasSameSizeAs(model.parameters(Part.IMAGE_ADAPTERS).keySet());
        assertThat(model.parameters(Part.MAPPING).keySet())
                .filteredOn(name -> !withGradient(Part.MAPPING).contains(name))
                .allMatch(name -> name.matches("mapping_model\\.convds[123]\\..*"))
                .hasSize(9);
    }

    @Test
    void theMaskBranchTrainsTheImageEncoderAndItsOwnAdapters() {
        model.training(true);
        Posterior posterior = model.encodeImage(images());
        model.decode(Branch.MASK, model.scaledMean(posterior), posterior.features())
                .mean()
                .backward();

        assertThat(withGradient(Part.IMAGE_ENCODER))
                .hasSameSizeAs(model.parameters(Part.IMAGE_ENCODER).keySet());
        assertThat(withGradient(Part.MASK_ADAPTERS))
                .hasSameSizeAs(model.parameters(Part.MASK_ADAPTERS).keySet());
        assertThat(withGradient(Part.IMAGE_ADAPTERS)).isEmpty();
        assertThat(withGradient(Part.VAE)).isEmpty();
    }

    @Test
    void theAutoencoderTrainsWhenItIsMadeTrainable() {
        model.vae().trainable(true);
        Posterior posterior = model.vae().encode(images());
        model.vae()
                .decode(model.scaledMean(posterior))
                .mean()
                .add(posterior.logvar().mean())
                .backward();

        assertThat(withGradient(Part.VAE))
                .hasSameSizeAs(model.parameters(Part.VAE).keySet());
        assertThat(model.encodeFrozen(images()).mean().requires_grad()).isFalse();
    }

    @Test
    void onlyTrainingChangesTheRunningStatistics() {
        TensorData before = saved("resnet.bn1.running_mean");
        model.encodeImage(images());
        assertThat(saved("resnet.bn1.running_mean")).isEqualTo(before);

        model.training(true);
        model.encodeImage(images());
        assertThat(saved("resnet.bn1.running_mean")).isNotEqualTo(before);
    }

    @Test
    void withoutFeaturesTheDecoderIsThePlainOne() {
        Tensor latent = torch.randn(1, 4, 2, 2);

        assertThat(Tensors.toFloats(model.decode(Branch.MASK, latent, List.of())))
                .isEqualTo(Tensors.toFloats(model.vae().decode(latent)));
    }

    @Test
    void savedWeightsLoadIntoAnotherNetwork() {
        try (SemiGda other = new SemiGda(TINY, Device.CPU, 6)) {
            other.load(model.save(), true);

            assertThat(other.save()).isEqualTo(model.save());
        }
    }

    @Test
    void weightsThatDoNotFitAreRefusedByNameAndChangeNothing() {
        Map<String, TensorData> before = model.save();
        Map<String, TensorData> broken = new LinkedHashMap<>(before);
        broken.replaceAll((name, tensor) -> TensorData.of(new float[(int) tensor.count()], tensor.shape()));
        broken.remove("resnet.conv1.bias");
        broken.put("stranger", TensorData.of(new float[1], 1));
        broken.put("resnet.bn1.bias", TensorData.of(new float[3], 3));

        assertThatThrownBy(() -> model.load(broken, true))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("1 missing, first resnet.conv1.bias")
                .hasMessageContaining("1 unknown, first stranger")
                .hasMessageContaining("1 of another shape, first resnet.bn1.bias ([3] instead of [32])");
        assertThat(model.save()).isEqualTo(before);
    }

    @Test
    void aLooseLoadTakesWhatFits() {
        model.load(
                Map.of("resnet.conv1.bias", TensorData.of(new float[32], 32), "stranger", TensorData.of(new float[1])),
                false);

        assertThat(saved("resnet.conv1.bias").toFloats()).containsOnly(0);
    }

    @Test
    void oneNameOfASharedParameterIsEnoughAndCountersAreIgnored() {
        Map<String, TensorData> python = new LinkedHashMap<>(model.save());
        python.keySet().removeIf(name -> name.matches(".*\\.act[12]\\.weight"));
        python.put("resnet.bn1.num_batches_tracked", TensorData.of(new float[1]));

        model.load(python, true);
    }

    @Test
    void stepsLeaveNoNativeObjectsBehind() {
        step();
        long before = Pointer.totalCount();
        for (int i = 0; i < 3; i++) {
            step();
        }

        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    @Test
    void closingFreesTheParameters() {
        long before = Pointer.totalCount();
        new SemiGda(TINY, Device.CPU, 1).close();

        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    @Test
    void impossibleLayoutsAreRefused() {
        assertThatThrownBy(() -> ModelConfig.of(48, 1, 2, 4, 4))
                .hasMessageContaining("multiple of 32")
                .hasMessageContaining("48");
        assertThatThrownBy(() -> ModelConfig.of(32, 1, 2)).hasMessageContaining("four");
        assertThatThrownBy(() -> TINY.withSize(20, 16)).hasMessageContaining("height must be a multiple of 8, was 20");
        assertThatThrownBy(() -> TINY.withMappingCh(8)).hasMessageContaining("multiple of 16");
        assertThatThrownBy(() -> TINY.withClasses(1, AcrMode.PAPER)).hasMessageContaining("classes");
    }

    @Test
    void moreClassesHaveSoftMapsThatSumToOneBetweenNeighbours() {
        AnnotationConversion acr = new AnnotationConversion(3, AcrMode.PAPER);
        Tensor value = Tensors.of(new float[] {0, 0.25f, 1.5f, 2}, 1, 1, 2, 2);

        assertThat(Tensors.toFloats(acr.toMaps(value)))
                .containsExactly(1, 0.75f, 0, 0, 0, 0.25f, 0.5f, 0, 0, 0, 0.5f, 1);
        assertThat(Tensors.toFloats(acr.toTargets(Tensors.of(new long[] {0, 2}, 1, 1, 2))))
                .containsExactly(1, 0, 0, 0, 0, 1);
        assertThat(Tensors.toLongs(acr.toLabels(value))).containsExactly(0, 0, 2, 2);
    }

    @Test
    void valuesOutsideTheRangeAreClamped() {
        AnnotationConversion acr = new AnnotationConversion(2, AcrMode.PAPER);
        Tensor decoded = Tensors.of(new float[] {-3, 5, 0, -3, 5, -0.5f, -3, 5, -1}, 1, 3, 1, 3);

        assertThat(Tensors.toFloats(acr.toValue(decoded))).containsExactly(0, 1, 0.5f);
    }

    private void step() {
        try (TorchScope inner = TorchScope.open()) {
            Posterior frozen = model.encodeFrozen(images());
            Posterior trained = model.encodeImage(images());
            Tensor image = model.decode(Branch.IMAGE, model.mapLatent(model.scaledMean(frozen)), frozen.features());
            Tensor mask = model.decode(Branch.MASK, model.scaledMean(trained), trained.features());
            model.toValue(image).add(model.toValue(mask)).mean().backward();
            model.annotationLatent(Tensors.of(new long[256], 1, 16, 16));
        }
    }

    private static Tensor images() {
        float[] values = new float[2 * 3 * 16 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.7);
        }
        return Tensors.of(values, 2, 3, 16, 16);
    }

    private TensorData saved(String name) {
        return Objects.requireNonNull(model.save().get(name));
    }

    private List<String> withGradient(Part part) {
        return model.parameters(part).entrySet().stream()
                .filter(entry -> entry.getValue().grad().defined())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static double deviation(TensorData data) {
        double sum = 0;
        for (float value : data.toFloats()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / data.count());
    }

    private static double max(TensorData data) {
        double max = 0;
        for (float value : data.toFloats()) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }
}
