/**
 * A trained model in a form that leaves this program behind. {@link org.semigda.infer.export.ModelExport} writes a folder
 * with the weights, {@code model.json} and a model card; the TorchScript form holds the whole way from an image of any
 * size to its classes, written in TorchScript from the network's own tensors.
 */
@NullMarked
package org.semigda.infer.export;

import org.jspecify.annotations.NullMarked;
