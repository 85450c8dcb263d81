/**
 * Files that hold weights. {@link org.semigda.checkpoint.Safetensors} reads and writes the safetensors format into
 * {@link org.semigda.checkpoint.TensorData}: plain bytes with a type and a shape, no native memory.
 */
@NullMarked
package org.semigda.checkpoint;

import org.jspecify.annotations.NullMarked;
