package org.semigda.model;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.Conv2d;
import org.semigda.nn.GroupNorm;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.PRelu;
import org.semigda.nn.SelfAttention;
import org.semigda.torch.TorchScope;

/**
 * M's residual-attention block: GroupNorm(16), PReLU, 3x3 convolution, twice, the identity added (through a 1x1
 * convolution without bias where widths differ), then self-attention. The release registers each PReLU under two
 * names; a checkpoint carries both.
 */
final class MappingBlock {

    private final GroupNorm norm1;
    private final PRelu act1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final PRelu act2;
    private final Conv2d conv2;
    private final Optional<Conv2d> skip;
    private final SelfAttention attention;

    MappingBlock(LayerFactory layers, int in, int out) {
        LayerFactory block = layers.in("resblock");
        act1 = new PRelu(block, "act1");
        act2 = new PRelu(block, "act2");
        norm1 = block.groupNorm("conv1.0", LatentMapping.GROUPS, in, LatentMapping.EPS);
        alias(block, "conv1.1.weight", "act1.weight");
        conv1 = block.conv("conv1.2", in, out, 3);
        norm2 = block.groupNorm("conv2.0", LatentMapping.GROUPS, out, LatentMapping.EPS);
        alias(block, "conv2.1.weight", "act2.weight");
        conv2 = block.conv("conv2.2", out, out, 3);
        skip = in == out ? Optional.empty() : Optional.of(block.conv("skip_connection", in, out, 1, 1, 0, false));
        attention = new SelfAttention(layers.in("attention"), out, LatentMapping.GROUPS, LatentMapping.EPS);
    }

    /** [B,in,h,w] to [B,out,h,w]. */
    Tensor forward(Tensor x) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor h = conv1.forward(act1.forward(norm1.forward(x)));
            h = conv2.forward(act2.forward(norm2.forward(h)));
            Tensor identity = skip.isPresent() ? skip.get().forward(x) : x;
            return scope.leave(attention.forward(h.add_(identity)));
        }
    }

    private static void alias(LayerFactory block, String name, String existing) {
        block.store().alias(block.prefix() + name, block.prefix() + existing);
    }
}
