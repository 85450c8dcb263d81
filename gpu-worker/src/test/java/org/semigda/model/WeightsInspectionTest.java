package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.TensorData;
import org.semigda.model.WeightsInspection.Kind;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;

class WeightsInspectionTest {

    private static final ModelConfig CONFIG = ModelConfig.of(32, 1, 2, 2, 4);

    @BeforeAll
    static void natives() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @Test
    void anAutoencoderIsRecognisedInBothNamings() {
        WeightsInspection compVis = WeightsInspection.of(autoencoder());
        WeightsInspection diffusers = WeightsInspection.of(AutoencoderNames.toDiffusers(autoencoder()));

        assertThat(compVis.kind()).isEqualTo(Kind.KL_COMPVIS);
        assertThat(diffusers.kind()).isEqualTo(Kind.KL_DIFFUSERS);
        assertThat(compVis.layout())
                .isEqualTo("ch 32, multipliers [1, 2, 2, 4]")
                .isEqualTo(diffusers.layout());
        assertThat(compVis.complete()).isTrue();
        assertThat(diffusers.complete()).isTrue();
        assertThat(diffusers.found()).isEqualTo(compVis.found());
    }

    @Test
    void aStableDiffusionCheckpointShowsItsAutoencoderAndWhatStandsBeside() {
        Map<String, TensorData> whole = new LinkedHashMap<>();
        autoencoder().forEach((name, tensor) -> whole.put("first_stage_model." + name, tensor));
        whole.put("model.diffusion_model.out.2.bias", shaped(4));

        WeightsInspection inspection = WeightsInspection.of(whole);

        assertThat(inspection.kind()).isEqualTo(Kind.STABLE_DIFFUSION);
        assertThat(inspection.complete()).isTrue();
        assertThat(inspection.others()).containsExactly("model.diffusion_model.out.2.bias");
    }

    @Test
    void whatIsMissingOrOfAnotherShapeIsNamed() {
        Map<String, TensorData> broken = autoencoder();
        broken.remove("decoder.norm_out.bias");
        broken.put("quant_conv.bias", shaped(7));

        WeightsInspection inspection = WeightsInspection.of(broken);

        assertThat(inspection.complete()).isFalse();
        assertThat(inspection.missing()).containsExactly("decoder.norm_out.bias");
        assertThat(inspection.misshaped()).containsExactly("quant_conv.bias [7] instead of [8]");
    }

    @Test
    void aCheckpointOfTheWholeNetworkIsRecognisedWithItsWidths() {
        ModelConfig config =
                CONFIG.withEncoderLayers(java.util.List.of(1, 2, 1)).withMappingCh(16);
        Map<String, TensorData> tensors;
        try (SemiGda model = new SemiGda(config, Device.SHAPES_ONLY, 0)) {
            tensors = shapes(model.state());
        }

        WeightsInspection inspection = WeightsInspection.of(tensors);

        assertThat(inspection.kind()).isEqualTo(Kind.SEMIGDA);
        assertThat(inspection.complete()).isTrue();
        assertThat(inspection.layout())
                .isEqualTo("ch 32, multipliers [1, 2, 2, 4], encoder blocks [1, 2, 1], mapping width 16");
    }

    @Test
    void theHalvesOfTheTinyAutoencoderAreTold() {
        Map<String, TensorData> encoder = new LinkedHashMap<>();
        Map<String, TensorData> decoder = new LinkedHashMap<>();
        try (Taesd tiny = new Taesd(Device.SHAPES_ONLY, 0)) {
            shapes(tiny.parameters().state()).forEach((name, tensor) -> {
                boolean first = name.startsWith("encoder.");
                (first ? encoder : decoder).put(name.substring("encoder.".length()), tensor);
            });
        }

        assertThat(WeightsInspection.of(encoder).kind()).isEqualTo(Kind.TAESD_ENCODER);
        assertThat(WeightsInspection.of(encoder).complete()).isTrue();
        assertThat(WeightsInspection.of(decoder).kind()).isEqualTo(Kind.TAESD_DECODER);
        assertThat(WeightsInspection.of(decoder).complete()).isTrue();
    }

    @Test
    void anythingElseIsUnknown() {
        WeightsInspection inspection = WeightsInspection.of(Map.of("fc.weight", shaped(2, 2)));

        assertThat(inspection.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(inspection.complete()).isFalse();
        assertThat(inspection.others()).containsExactly("fc.weight");
    }

    private static Map<String, TensorData> autoencoder() {
        try (AutoencoderKl kl = new AutoencoderKl(CONFIG, Device.SHAPES_ONLY, 0)) {
            return shapes(kl.parameters().state());
        }
    }

    private static Map<String, TensorData> shapes(Map<String, Tensor> state) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        state.forEach((name, tensor) ->
                tensors.put(name, shaped(Objects.requireNonNull(tensor).shape())));
        return tensors;
    }

    private static TensorData shaped(long... shape) {
        long count = java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return new TensorData(DType.BF16, shape, ByteBuffer.allocate((int) count * 2));
    }
}
