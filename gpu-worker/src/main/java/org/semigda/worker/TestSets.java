package org.semigda.worker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.semigda.data.Split;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.ImageScores;

/** The scores of the test part, set by set, where a split names several. */
public final class TestSets {

    private TestSets() {}

    /** The result of each set by its name; empty where the test part is one set. */
    public static Map<String, EvaluationResult> of(Split split, EvaluationResult all) {
        Map<String, EvaluationResult> results = new LinkedHashMap<>();
        split.testSets().forEach((name, ids) -> {
            Set<String> wanted = Set.copyOf(ids);
            List<ImageScores> scores = all.images().stream()
                    .filter(image -> wanted.contains(image.id()))
                    .toList();
            if (!scores.isEmpty()) {
                results.put(name, EvaluationResult.of("test:" + name, scores));
            }
        });
        return results;
    }
}
