/**
 * Layers shared by the networks: plain classes over LibTorch's functions. A layer owns nothing but handles; its
 * parameters and buffers are registered by name in a {@link org.semigda.nn.ParameterStore}, which gives exact control
 * of the names a checkpoint carries. (LibTorch's own Module is not used: its forward is not virtual from Java, and its
 * children come back as untyped modules.)
 */
@NullMarked
package org.semigda.nn;

import org.jspecify.annotations.NullMarked;
