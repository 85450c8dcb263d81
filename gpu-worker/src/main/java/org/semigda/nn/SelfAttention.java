package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * Single-head self-attention over all positions of a feature map: GroupNorm, 1x1 convolutions to queries, keys and
 * values, weights softmax(q k / sqrt(channels)), a 1x1 projection, and the identity added.
 */
public final class SelfAttention {

    private final GroupNorm norm;
    private final Conv2d q;
    private final Conv2d k;
    private final Conv2d v;
    private final Conv2d projection;

    /** Registers norm, q, k, v and proj_out. */
    public SelfAttention(LayerFactory layers, int channels, int groups, double eps) {
        norm = layers.groupNorm("norm", groups, channels, eps);
        q = layers.conv("q", channels, channels, 1);
        k = layers.conv("k", channels, channels, 1);
        v = layers.conv("v", channels, channels, 1);
        projection = layers.conv("proj_out", channels, channels, 1);
    }

    /** [B,C,h,w] to the same shape. */
    public Tensor forward(Tensor x) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor h = norm.forward(x);
            boolean fused = fused(h);
            if (fused) {
                h = Tensors.channelsLast(h);
            }
            Tensor mixed = torch.scaled_dot_product_attention(
                    positions(q.forward(h)), positions(k.forward(h)), positions(v.forward(h)));
            Tensor map = mixed.squeeze(1).transpose(1, 2).reshape(x.shape());
            // In the order of the input's memory: left as it is, all that follows would be channels last.
            MemoryFormat order = x.suggest_memory_format();
            Tensor projected = projection.forward(fused ? map : map.contiguous(order));
            return scope.leave(projected.contiguous(order).add_(x));
        }
    }

    /**
     * Whether to use the kernel that LibTorch has for all of it where the channels of a position lie side by side. In bfloat16 its
     * backward pass takes four times as long as that of single operations.
     */
    private static boolean fused(Tensor h) {
        return h.is_cpu() && !(OwnBackward.recorded(h) && Autocast.on(Device.CPU));
    }

    /** [B,C,h,w] to [B,1,h*w,C]: one head over all positions. */
    private static Tensor positions(Tensor x) {
        return x.flatten(2, 3).transpose(1, 2).unsqueeze(1);
    }
}
