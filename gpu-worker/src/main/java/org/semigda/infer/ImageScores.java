package org.semigda.infer;

import org.semigda.metrics.Score;

/**
 * The scores of one image.
 *
 * @param id of the image
 * @param mean of the prediction: the mean of both branches
 * @param imageBranch of the image branch alone
 * @param maskBranch of the mask branch alone
 */
public record ImageScores(String id, Score mean, Score imageBranch, Score maskBranch) {}
