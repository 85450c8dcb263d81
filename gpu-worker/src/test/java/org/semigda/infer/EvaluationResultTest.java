package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.semigda.metrics.Score;

class EvaluationResultTest {

    private static final Score GOOD = new Score(0.75, 0.5, OptionalDouble.of(2), 1, false, false);
    private static final Score FAIR = new Score(0.25, 0.25, OptionalDouble.of(5), 4, false, false);
    private static final Score EMPTY = new Score(0, 0, OptionalDouble.empty(), 0, false, true);

    private final EvaluationResult result = EvaluationResult.of(
            "test", List.of(new ImageScores("a", GOOD, GOOD, EMPTY), new ImageScores("b, \"c\"", FAIR, GOOD, EMPTY)));

    @Test
    void theLineIsTheOneProgramsRead() {
        assertThat(result.line()).isEqualTo("test dice 0.5000 iou 0.3750 hd95 3.50 hd95_released 2.50 images 2");
    }

    @Test
    void theLineIsTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(result.line()).contains("dice 0.5000");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void anUndefinedDistanceIsSaidSo() {
        EvaluationResult none = EvaluationResult.of("test", List.of(new ImageScores("a", EMPTY, EMPTY, EMPTY)));
        assertThat(none.line()).contains(" hd95 undefined ");
        assertThat(none.values()).doesNotContainKey("hd95").containsEntry("hd95_undefined", 1.0);
    }

    @Test
    void jsonHasMeansAndSpreadsOfAllBranches() {
        assertThat(result.toJson())
                .isEqualTo("{\"images\":2,"
                        + "\"dice\":{\"mean\":0.5,\"std\":0.25},\"iou\":{\"mean\":0.375,\"std\":0.125},"
                        + "\"hd95\":{\"mean\":3.5,\"std\":1.5,\"undefined\":0},"
                        + "\"hd95_released\":{\"mean\":2.5,\"std\":1.5},"
                        + "\"branches\":{\"image\":{\"dice\":{\"mean\":0.75,\"std\":0.0},\"iou\":{\"mean\":0.5,\"std\":0.0},"
                        + "\"hd95\":{\"mean\":2.0,\"std\":0.0,\"undefined\":0},\"hd95_released\":{\"mean\":1.0,\"std\":0.0}},"
                        + "\"mask\":{\"dice\":{\"mean\":0.0,\"std\":0.0},\"iou\":{\"mean\":0.0,\"std\":0.0},"
                        + "\"hd95\":{\"undefined\":2},\"hd95_released\":{\"mean\":0.0,\"std\":0.0}}}}");
    }

    @Test
    void theTableHasEveryImageAndBranch() {
        String branch = "dice,%1$siou,%1$shd95,%1$shd95_released,%1$struth_empty,%1$sprediction_empty";
        assertThat(result.toCsv().lines())
                .containsExactly(
                        "image," + branch.formatted("") + ",image_" + branch.formatted("image_") + ",mask_"
                                + branch.formatted("mask_"),
                        "a,0.75,0.5,2.0,1.0,false,false,0.75,0.5,2.0,1.0,false,false,0.0,0.0,,0.0,false,true",
                        "\"b, \"\"c\"\"\",0.25,0.25,5.0,4.0,false,false,0.75,0.5,2.0,1.0,false,false,0.0,0.0,,0.0,false,true");
    }
}
