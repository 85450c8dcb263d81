package org.semigda.infer;

import java.util.List;
import org.semigda.metrics.Score;

/**
 * The scores of one image.
 *
 * @param id of the image
 * @param mean of the prediction: the mean of both branches
 * @param imageBranch of the image branch alone
 * @param maskBranch of the mask branch alone
 * @param classes for K &gt; 2 the prediction's score for each foreground class, from 1 on; empty for K = 2
 */
public record ImageScores(String id, Score mean, Score imageBranch, Score maskBranch, List<Score> classes) {

    public ImageScores {
        classes = List.copyOf(classes);
    }

    /** For two classes. */
    public ImageScores(String id, Score mean, Score imageBranch, Score maskBranch) {
        this(id, mean, imageBranch, maskBranch, List.of());
    }
}
