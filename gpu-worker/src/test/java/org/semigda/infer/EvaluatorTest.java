package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.UserError;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.Part;
import org.semigda.metrics.BinaryMask;
import org.semigda.metrics.Score;
import org.semigda.model.SemiGda;

class EvaluatorTest {

    private static SemiGda model;
    private static BatchLoader loader;

    @BeforeAll
    static void build(@TempDir Path folder) {
        model = TinyModel.create(1);
        loader = TinyModel.loader(folder, 10);
    }

    @AfterAll
    static void close() {
        loader.close();
        model.close();
    }

    @Test
    void everyImageIsScoredByTheMeanOfBothBranchesAtOneHalf() {
        List<String> progress = new ArrayList<>();
        EvaluationResult result = new Evaluator()
                .evaluate(
                        new Predictor(model),
                        loader,
                        Part.TEST,
                        2,
                        () -> false,
                        (done, all) -> progress.add(done + "/" + all));
        assertThat(result.images()).hasSize(5);
        assertThat(result.part()).isEqualTo("test");
        assertThat(progress).containsExactly("2/5", "4/5", "5/5");
        for (int i = 0; i < 5; i++) {
            try (Batch one = loader.evaluation(Part.TEST, i, 1)) {
                byte[] truth = new byte[32 * 32];
                one.labels().get(truth);
                BranchMaps maps = new Predictor(model).predict(one).images().get(0);
                assertThat(result.images().get(i))
                        .isEqualTo(new ImageScores(
                                one.ids().get(0),
                                score(truth, maps.mean()),
                                score(truth, maps.image()),
                                score(truth, maps.mask())));
            }
        }
    }

    @Test
    void aCancelledEvaluationEnds() {
        assertThatThrownBy(() -> new Evaluator().evaluate(new Predictor(model), loader, Part.TEST, 2, () -> true))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void aPartWithoutImagesIsSaidSo() {
        assertThatThrownBy(
                        () -> new Evaluator().evaluate(new Predictor(model), loader, Part.VALIDATION, 2, () -> false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the validation part has no annotated images");
    }

    @Test
    void severalClassesAreAveraged() {
        byte[] truth = {0, 1, 1, 2};
        byte[] predicted = {0, 1, 2, 2};
        Score score = LabelScores.of(2, 2, 3, truth, predicted);
        assertThat(score.dice()).isEqualTo((2.0 / 3 + 2.0 / 3) / 2);
        assertThat(score.iou()).isEqualTo(0.5);
    }

    private static Score score(byte[] truth, float[] map) {
        return Score.of(BinaryMask.ofLabel(32, 32, truth, 1), BinaryMask.threshold(32, 32, map, 0.5f));
    }
}
