/**
 * How good a predicted mask is: Dice, IoU and two readings of the 95% Hausdorff distance, per image and as means,
 * with stated rules for empty masks
 * and intervals for the means. Pure arithmetic on binary masks.
 */
@NullMarked
package org.semigda.metrics;

import org.jspecify.annotations.NullMarked;
