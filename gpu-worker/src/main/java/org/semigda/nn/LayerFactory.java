package org.semigda.nn;

/**
 * Builds layers below a name and registers their tensors.
 *
 * @param store that takes the tensors
 * @param initializer of their first values
 * @param prefix of the names: empty, or ending in a dot
 * @param exactNorms whether maps may be nearly constant, so that group normalisation must look closer
 */
public record LayerFactory(ParameterStore store, Initializer initializer, String prefix, boolean exactNorms) {

    /** For maps as pictures have them. */
    public LayerFactory(ParameterStore store, Initializer initializer, String prefix) {
        this(store, initializer, prefix, false);
    }

    /** The same for maps that may be nearly constant, as a mask's are. */
    public LayerFactory withExactNorms() {
        return new LayerFactory(store, initializer, prefix, true);
    }

    /** The same below {@code prefix + name + "."}. */
    public LayerFactory in(String name) {
        return new LayerFactory(store, initializer, prefix + name + ".", exactNorms);
    }

    /** The same below {@code prefix + name + "." + index + "."}. */
    public LayerFactory in(String name, int index) {
        return in(name + "." + index);
    }

    /** A convolution that keeps the size: stride 1, padding kernel / 2, with bias. */
    public Conv2d conv(String name, int in, int out, int kernel) {
        return conv(name, in, out, kernel, 1, kernel / 2, true);
    }

    /** A convolution with a square kernel. */
    public Conv2d conv(String name, int in, int out, int kernel, int stride, int padding, boolean bias) {
        return new Conv2d(this, name, in, out, kernel, stride, padding, bias);
    }

    /** A group normalisation, scale from 1 and shift from 0. */
    public GroupNorm groupNorm(String name, int groups, int channels, double eps) {
        return new GroupNorm(this, name, groups, channels, eps);
    }

    /** A batch normalisation, scale from 1 and shift from 0. */
    public BatchNorm2d batchNorm(String name, int channels) {
        return new BatchNorm2d(this, name, channels);
    }
}
