/**
 * {@code weights}: looks into files of weights, converts them between formats and namings, and fetches pretrained autoencoders.
 * Nothing here trains.
 */
@NullMarked
package org.semigda.cli.weights;

import org.jspecify.annotations.NullMarked;
