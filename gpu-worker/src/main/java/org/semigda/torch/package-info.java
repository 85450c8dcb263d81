/**
 * The small layer that makes LibTorch safe to use from the JVM. {@link org.semigda.torch.TorchNatives} loads the native
 * libraries once and in the right order; {@link org.semigda.torch.TorchScope} frees what a step made;
 * {@link org.semigda.torch.NoGrad} and {@link org.semigda.torch.Autocast} guard thread-local modes;
 * {@link org.semigda.torch.Tensors} moves numbers in and out. Call {@code TorchNatives.load} before anything else.
 */
@NullMarked
package org.semigda.torch;

import org.jspecify.annotations.NullMarked;
