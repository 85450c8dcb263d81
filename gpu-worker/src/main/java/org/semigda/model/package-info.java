/**
 * The network of SemiGDA and its parts. {@link org.semigda.model.SemiGda} puts them together: the frozen
 * {@link org.semigda.model.Vae}, the latent mapping M, the image encoder E, the skip adapters of both branches, and
 * the {@link org.semigda.model.AnnotationConversion} between masks and the VAE's range.
 */
@NullMarked
package org.semigda.model;

import org.jspecify.annotations.NullMarked;
