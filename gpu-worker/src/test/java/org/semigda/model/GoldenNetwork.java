package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** The network computes what the independent implementation computed. Part of {@link org.semigda.GoldenTest}. */
public class GoldenNetwork {

    private static final double AGREEMENT = 1e-4;

    private static GoldenSet golden;
    private static SemiGda model;

    private TorchScope scope;
    private NoGrad noGrad;

    @BeforeAll
    static void build() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        golden = GoldenSet.load();
        model = golden.model();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void open() {
        scope = TorchScope.open();
        noGrad = NoGrad.on();
    }

    @AfterEach
    void free() {
        noGrad.close();
        scope.close();
    }

    @Test
    void namesAndShapesOfTheStateAreTheReleases() {
        Map<String, List<Long>> actual = new LinkedHashMap<>();
        model.state().forEach((name, tensor) -> actual.put(name, list(tensor.shape())));
        Map<String, List<Long>> expected = new LinkedHashMap<>();
        golden.keys().forEach((name, shape) -> expected.put(name, list(shape)));

        assertThat(actual).containsExactlyEntriesOf(expected);
    }

    @Test
    void everyParameterBelongsToOnePart() {
        List<String> names = new ArrayList<>();
        for (Part part : Part.values()) {
            names.addAll(model.parameters(part).keySet());
        }

        assertThat(names).doesNotHaveDuplicates();
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(golden.keys().keySet().stream()
                        .filter(name -> !name.contains("running_") && !name.matches(".*\\.conv[12]\\.1\\.weight"))
                        .toList());
    }

    @Test
    void theAutoencoderEncodes() {
        Posterior posterior = model.encodeFrozen(images());

        agrees("vae.mean", posterior.mean());
        agrees("vae.logvar", posterior.logvar());
        for (int level = 0; level < ModelConfig.LEVELS; level++) {
            agrees("skip.image." + level, posterior.features().get(level).narrow(1, 0, 2));
        }
    }

    @Test
    void theAutoencoderDecodes() {
        agrees(
                "vae.decoded",
                model.vae()
                        .decode(Tensors.affine(
                                golden.tensor("vae.z"), model.vae().scaleFactor(), 0)));
    }

    @Test
    void theLatentMappingMaps() {
        agrees("lmm.out", model.mapLatent(golden.tensor("lmm.in")));
    }

    @Test
    void theImageEncoderEncodes() {
        List<Tensor> features = new ArrayList<>();
        agrees("resnet.h", model.imageEncoder().forward(images(), features, Runnable::run));
        for (int level = 0; level < ModelConfig.LEVELS; level++) {
            agrees("skip.mask." + level, features.get(level).narrow(1, 0, 2));
        }
    }

    @Test
    void annotationsBecomeLatents() {
        agrees("latent.annotation", model.annotationLatent(golden.tensor("g")));
    }

    @Test
    void bothBranchesPredict() {
        Posterior frozen = model.encodeFrozen(images());
        Tensor imageLatent = model.mapLatent(model.scaledMean(frozen));
        Posterior trained = model.encodeImage(images());
        Tensor maskLatent = model.scaledMean(trained);
        Tensor image = model.decode(Branch.IMAGE, imageLatent, frozen.features());
        Tensor mask = model.decode(Branch.MASK, maskLatent, trained.features());

        agrees("latent.image", imageLatent);
        agrees("latent.mask", maskLatent);
        agrees("decoded.image", image);
        agrees("decoded.mask", mask);
        Tensor ofImage = prediction(model.toValue(image));
        Tensor ofMask = prediction(model.toValue(mask));
        agrees("pred.image", ofImage);
        agrees("pred.mask", ofMask);
        agrees("pred.mean", Tensors.affine(ofImage.add(ofMask), 0.5, 0));
    }

    /** As the set has it: the reverted value [B,1,H,W], or for more than two classes their maps [B,K,H,W]. */
    private static Tensor prediction(Tensor value) {
        boolean maps = golden.data("pred.image").shape()[1] > 1;
        return maps ? model.acr().toMaps(value) : value;
    }

    @Test
    void annotationsConvertToTheGoldenLevelsAndBack() {
        for (int classes : new int[] {2, 3, 4, 9}) {
            for (AcrMode mode : AcrMode.values()) {
                AnnotationConversion acr = new AnnotationConversion(classes, mode);
                JsonNode levels =
                        golden.values().get("acr").get(classes + (mode == AcrMode.PAPER ? ".paper" : ".full"));
                long[] labels = java.util.stream.LongStream.range(0, classes).toArray();
                Tensor image = acr.toImage(Tensors.of(labels, 1, 1, classes));
                float[] channel = Tensors.toFloats(image.narrow(1, 2, 1));
                assertThat(levels).hasSize(classes);
                for (int k = 0; k < classes; k++) {
                    assertThat(acr.level(k)).isEqualTo(levels.get(k).asDouble(), within(1e-12));
                    assertThat((double) channel[k]).isEqualTo(levels.get(k).asDouble(), within(1e-6));
                }
                assertThat(Tensors.toLongs(acr.toLabels(acr.toValue(image)))).isEqualTo(labels);
            }
        }
    }

    private static Tensor images() {
        return golden.tensor("x").narrow(0, 0, 2);
    }

    private static void agrees(String name, Tensor actual) {
        assertThat(list(actual.shape()))
                .as(name)
                .isEqualTo(list(golden.data(name).shape()));
        double error = GoldenSet.relativeError(
                Tensors.toFloats(actual), golden.data(name).toFloats());
        System.out.printf("%s: relative error %.1e%n", name, error);
        assertThat(error).as("relative error of " + name).isLessThan(AGREEMENT);
    }

    private static List<Long> list(long... shape) {
        return java.util.Arrays.stream(shape).boxed().toList();
    }
}
