package org.semigda.nn;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * Group normalisation of maps that lie channels last, on a CPU. LibTorch's own backward pass of that order goes
 * through memory channel by channel (six times as long as row by row with one channel a group, eighty times in bfloat16). This
 * one is made of LibTorch's batch normalisation, image by image: its kernels are good at that order, and a group's statistics
 * are those of its channels together.
 *
 * <p>With xhat = (x - mean) * rstd, M values a group and s the scale: dx = rstd * (s g - mean_M(s g) - xhat * mean_M(s g xhat)).
 * The sums over an image of g and of g * xhat come from batch normalisation's backward pass, per channel; the rest is one
 * multiplication of x, and one of g, by numbers per image and channel.
 */
final class ChannelsLastNorm {

    /** Below this many positions LibTorch divides its forward pass by groups, which is slow in this order. */
    private static final long SMALL_MAP = 1024;

    /** Below this many positions all ways are quick, and LibTorch's has the fewest operations. */
    private static final long TINY_MAP = 100;

    private final int groups;
    private final double eps;
    /**
     * Whether maps may be nearly constant. LibTorch takes a variance as a difference of squares, and sums up positions one after the
     * other: each loses two digits of such a map.
     */
    private final boolean exact;

    private final Tensor scale;
    private final Tensor shift;
    private final BackwardResult result;

    /** The tensors are those of the layer's parameters; they may become views of others later. */
    ChannelsLastNorm(int groups, double eps, boolean exact, Tensor scale, Tensor shift, BackwardResult result) {
        this.groups = groups;
        this.eps = eps;
        this.exact = exact;
        this.scale = scale;
        this.shift = shift;
        this.result = result;
    }

    /** Whether LibTorch's own way is slower: all but tiny maps, and those too in bfloat16. */
    static boolean pays(Tensor x) {
        return !isFloat(x) || positions(x) >= TINY_MAP;
    }

    private static boolean isFloat(Tensor x) {
        return x.scalar_type().intern() == ScalarType.Float;
    }

    private boolean exactly(Tensor x) {
        return exact && isFloat(x);
    }

    private static long positions(Tensor x) {
        return x.size(2) * x.size(3);
    }

    /**
     * [B,C,H,W], channels last, to the same shape and order; with gradients where x has some and they are recorded.
     *
     * @param silu whether SiLU follows. What lies between is not kept, but made again in the backward pass: a tensor less for
     *     each layer, for one pass over memory that SiLU in place saves before
     */
    Tensor forward(Tensor x, boolean silu) {
        try (TorchScope scope = TorchScope.open()) {
            Normalised done;
            try (NoGrad guard = NoGrad.on()) {
                done = positions(x) < SMALL_MAP || exactly(x) ? byImage(x) : whole(x);
                if (silu) {
                    torch.silu_(done.y);
                }
            }
            if (!OwnBackward.recorded(x)) {
                return scope.leave(done.y);
            }
            return scope.leave(new Backward(x, done.mean, done.rstd, silu).named(x, done.y));
        }
    }

    /** Values, and the groups' mean and 1 / sqrt(variance + eps), [B,groups,1] in float32. */
    private record Normalised(Tensor y, Tensor mean, Tensor rstd) {}

    /** LibTorch's own forward pass: fast where it divides the work by positions. */
    private Normalised whole(Tensor x) {
        T_TensorTensorTensor_T out = torch.native_group_norm(
                x,
                new TensorOptional(scale),
                new TensorOptional(shift),
                x.size(0),
                x.size(1),
                positions(x),
                groups,
                eps);
        // A handle of its own: the tuple ends with this scope.
        return new Normalised(
                new Tensor(out.get0()), out.get1().unsqueeze(2), out.get2().unsqueeze(2));
    }

    private Normalised byImage(Tensor x) {
        Tensor[] statistics = statistics(x, exactly(x) ? x.size(3) : 1);
        return new Normalised(normalised(x, statistics[0], statistics[1]), statistics[0], statistics[1]);
    }

    /** By the groups' mean and 1 / sqrt(variance + eps), [B,groups,1]. */
    private Tensor normalised(Tensor x, Tensor mean, Tensor rstd) {
        Tensor factor = rstd.mul(grouped(scale));
        Tensor offset = grouped(shift).sub(mean.mul(factor));
        return scaled(x, perChannel(factor), perChannel(offset));
    }

    /**
     * Mean and 1 / sqrt(variance + eps) of each group, [B,groups,1] in float32.
     *
     * @param together so many positions, a divisor of all, count as channels whose statistics are put together at the end
     */
    private Tensor[] statistics(Tensor x, long together) {
        long images = x.size(0);
        long wide = together * x.size(1);
        long rest = positions(x) / together;
        // Running statistics that nobody reads: their type makes the result's float32 where x is bfloat16.
        TensorOptional running = new TensorOptional(torch.zeros(new long[] {wide}, shift.options()));
        TensorOptional variation = new TensorOptional(torch.ones(new long[] {wide}, shift.options()));
        Tensor[] means = new Tensor[(int) images];
        Tensor[] variances = new Tensor[(int) images];
        for (int i = 0; i < images; i++) {
            Tensor image =
                    x.select(0, i).as_strided(new long[] {1, wide, rest, 1}, new long[] {rest * wide, 1, wide, wide});
            T_TensorTensor_T own = torch.batch_norm_update_stats(image, running, variation, 0);
            means[i] = own.get0();
            variances[i] = own.get1();
        }
        Tensor mean = grouped(torch.stack(new TensorVector(means)), together);
        Tensor variance = grouped(torch.stack(new TensorVector(variances)), together);
        Tensor whole = mean.mean(new long[] {2}, true, null);
        Tensor apart = mean.sub(whole);
        Tensor spread = variance.add_(apart.mul_(apart)).mean(new long[] {2}, true, null);
        return new Tensor[] {whole, Tensors.affine(spread, 1, eps).rsqrt_()};
    }

    /** [B,n*C] to [B,groups,n*C/groups]. */
    private Tensor grouped(Tensor wide, long n) {
        long images = wide.size(0);
        return wide.view(images, n, groups, -1).transpose(1, 2).reshape(images, groups, -1);
    }

    /** x * factor + offset, by numbers per image and channel [B,C]. */
    private static Tensor scaled(Tensor x, Tensor factor, Tensor offset) {
        Tensor y = torch.empty_like(x);
        if (isFloat(x)) {
            torch.addcmul_out(y, perPosition(offset), x, perPosition(factor));
            return y; // what the operation returns is a second handle, which does not own the tensor
        }
        // Numbers in float32 for values in bfloat16: of LibTorch's operations batch normalisation alone takes both as
        // they are.
        long channels = x.size(1);
        TensorOptional zeros = new TensorOptional(torch.zeros(new long[] {channels}, factor.options()));
        TensorOptional ones = new TensorOptional(torch.ones(new long[] {channels}, factor.options()));
        for (int i = 0; i < x.size(0); i++) {
            torch.native_batch_norm_out(
                    y.narrow(0, i, 1),
                    torch.empty(new long[] {0}, factor.options(), null),
                    torch.empty(new long[] {0}, factor.options(), null),
                    x.narrow(0, i, 1),
                    new TensorOptional(factor.select(0, i)),
                    new TensorOptional(offset.select(0, i)),
                    zeros,
                    ones,
                    false,
                    0,
                    0);
        }
        return y;
    }

    /** [C] or [B,C] to [1 or B,groups,C/groups]. */
    private Tensor grouped(Tensor perChannel) {
        return perChannel.reshape(-1, groups, perChannel.size(-1) / groups);
    }

    /** [B,groups,C/groups or 1] to [B,C]. */
    private Tensor perChannel(Tensor grouped) {
        long images = grouped.size(0);
        return grouped.expand(images, groups, scale.size(0) / groups).reshape(images, -1);
    }

    /** [B,C] to [B,C,1,1]. */
    private static Tensor perPosition(Tensor perChannel) {
        return perChannel.view(perChannel.size(0), perChannel.size(1), 1, 1);
    }

    /** Makes the input's gradient of the output's, and adds the parameters' to theirs. */
    private final class Backward extends OwnBackward {

        private final Tensor x;
        private final Tensor mean;
        private final Tensor rstd;
        private final boolean silu;

        Backward(Tensor x, Tensor mean, Tensor rstd, boolean silu) {
            super(result);
            this.x = TorchScope.keepForStep(new Tensor(x));
            this.mean = TorchScope.keepForStep(mean);
            this.rstd = TorchScope.keepForStep(rstd);
            this.silu = silu;
        }

        @Override
        Tensor byInput(Tensor gradient) {
            Tensor given = gradient.contiguous(MemoryFormat.ChannelsLast);
            Tensor g = silu ? beforeSilu(given) : given;
            Tensor[] sums = sums(g);
            addTo(scale, sums[0].sum(0));
            addTo(shift, sums[1].sum(0));
            return byInput(g, sums[0], sums[1]);
        }

        @Override
        void free() {
            x.close();
            mean.close();
            rstd.close();
        }

        private Tensor beforeSilu(Tensor given) {
            Tensor between = normalised(x, mean, rstd);
            torch.silu_backward_out(between, given, between);
            return between;
        }

        /** Sums per image and channel [B,C] of g * xhat and of g. */
        private Tensor[] sums(Tensor g) {
            TensorOptional none = new TensorOptional();
            BoolPointer parametersOnly =
                    new BoolPointer(3).put(0, false).put(1, true).put(2, true);
            Tensor means = perChannel(mean);
            Tensor inverses = perChannel(rstd);
            int images = (int) x.size(0);
            Tensor[] products = new Tensor[images];
            Tensor[] plain = new Tensor[images];
            for (int i = 0; i < images; i++) {
                T_TensorTensorTensor_T own = torch.native_batch_norm_backward(
                        g.narrow(0, i, 1),
                        x.narrow(0, i, 1),
                        new TensorOptional(scale),
                        none,
                        none,
                        new TensorOptional(means.select(0, i)),
                        new TensorOptional(inverses.select(0, i)),
                        true,
                        eps,
                        parametersOnly);
                products[i] = own.get1();
                plain[i] = own.get2();
            }
            return new Tensor[] {torch.stack(new TensorVector(products)), torch.stack(new TensorVector(plain))};
        }

        private Tensor byInput(Tensor g, Tensor products, Tensor plain) {
            long[] channels = {2};
            Tensor scales = grouped(scale);
            double count = (double) x.size(1) * positions(x) / groups;
            Tensor ofProducts = Tensors.affine(grouped(products).mul(scales).sum(channels, true, null), 1 / count, 0);
            Tensor ofPlain = Tensors.affine(grouped(plain).mul(scales).sum(channels, true, null), 1 / count, 0);
            Tensor byX = ofProducts.mul(rstd).mul(rstd).neg_();
            Tensor offset = ofPlain.mul(rstd).add_(mean.mul(byX)).neg_();
            Tensor byG = perChannel(rstd.mul(scales));
            if (silu && isFloat(g)) { // then g is our own
                torch.addcmul_out(g, perPosition(perChannel(offset)), g, perPosition(byG));
                g.addcmul_(x, perPosition(perChannel(byX)));
                return g;
            }
            return scaled(x, perChannel(byX), perChannel(offset)).addcmul_(g, perPosition(byG.to(g.scalar_type())));
        }
    }
}
