package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;

/**
 * A convolution's weight in the order of memory and the type that LibTorch would bring it to for every single use. Made once where
 * the store is frozen and the weight asks for no gradient.
 */
final class ConvKernels {

    private final Tensor weight;
    private final boolean frozen;
    private final FrozenKernel channelsLast;
    private final FrozenKernel halfChannelsLast;
    private final FrozenKernel upsampling;
    private final FrozenKernel upsamplingChannelsLast;

    ConvKernels(ParameterStore store, Tensor weight) {
        this.weight = weight;
        this.frozen = store.frozen();
        this.channelsLast = store.kernel(Tensors::channelsLast);
        this.halfChannelsLast = store.kernel(whole -> Tensors.channelsLast(whole.to(ScalarType.BFloat16)));
        this.upsampling = store.kernel(ConvKernels::upsamplingOf);
        this.upsamplingChannelsLast = store.kernel(whole -> Tensors.channelsLast(upsamplingOf(whole)));
    }

    /** For a convolution of x, under the autocast that is on. */
    Tensor plain(Tensor x) {
        if (!frozen || weight.requires_grad() || x.is_contiguous() || !MapOrder.isChannelsLast(x)) {
            return weight;
        }
        return Autocast.on(Device.CPU) ? halfChannelsLast.of(weight) : channelsLast.of(weight);
    }

    /** [in,out,4,4], for a transposed convolution of stride 2 that is the 3x3 one after nearest upsampling. */
    Tensor upsampling(Tensor x) {
        if (!frozen) {
            return upsamplingOf(weight);
        }
        return MapOrder.isChannelsLast(x) ? upsamplingChannelsLast.of(weight) : upsampling.of(weight);
    }

    private static Tensor upsamplingOf(Tensor weight) {
        Tensor flipped = weight.flip(2, 3);
        return torch.constant_pad_nd(flipped, 0, 1, 0, 1)
                .add(torch.constant_pad_nd(flipped, 1, 0, 0, 1))
                .add(torch.constant_pad_nd(flipped, 0, 1, 1, 0))
                .add(torch.constant_pad_nd(flipped, 1, 0, 1, 0))
                .transpose(0, 1)
                .contiguous();
    }
}
