/**
 * Files that hold weights. {@link org.semigda.checkpoint.Safetensors} reads and writes the safetensors format, {@link
 * org.semigda.checkpoint.TorchFile} reads PyTorch's without running anything in it, and {@link
 * org.semigda.checkpoint.WeightFile} tells them apart. All give {@link org.semigda.checkpoint.TensorData}: plain bytes with
 * a type and a shape, no native memory. {@link org.semigda.checkpoint.Checkpoint} is a folder of such files with a
 * manifest, which a kill at any moment leaves whole.
 */
@NullMarked
package org.semigda.checkpoint;

import org.jspecify.annotations.NullMarked;
