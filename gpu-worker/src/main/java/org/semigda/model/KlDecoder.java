package org.semigda.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.Conv2d;
import org.semigda.nn.GroupNorm;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.MapOrder;
import org.semigda.nn.ResnetBlock;
import org.semigda.nn.SelfAttention;

/** The decoder of the KL autoencoder, CompVis layout: latents [B,4,h,w] to [B,3,H,W]. */
final class KlDecoder {

    private final Conv2d input;
    private final ResnetBlock middle1;
    private final SelfAttention attention;
    private final ResnetBlock middle2;
    /** By level, 0 the finest, as the names count; the forward pass goes from the last to the first. */
    private final List<List<ResnetBlock>> levels = new ArrayList<>();

    private final List<Conv2d> upsamples = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d output;

    KlDecoder(LayerFactory layers, List<Integer> widths) {
        int last = widths.size() - 1;
        int deepest = widths.get(last);
        input = layers.conv("conv_in", 4, deepest, 3);
        middle1 = new ResnetBlock(layers.in("mid.block_1"), deepest, deepest);
        attention = new SelfAttention(layers.in("mid.attn_1"), deepest, ResnetBlock.GROUPS, ResnetBlock.EPS);
        middle2 = new ResnetBlock(layers.in("mid.block_2"), deepest, deepest);
        for (int level = 0; level <= last; level++) {
            LayerFactory up = layers.in("up", level);
            int out = widths.get(level);
            List<ResnetBlock> blocks = new ArrayList<>();
            blocks.add(new ResnetBlock(up.in("block", 0), widths.get(Math.min(level + 1, last)), out));
            blocks.add(new ResnetBlock(up.in("block", 1), out, out));
            blocks.add(new ResnetBlock(up.in("block", 2), out, out));
            levels.add(blocks);
            if (level > 0) {
                upsamples.add(up.conv("upsample.conv", out, out, 3));
            }
        }
        normOut = layers.groupNorm("norm_out", ResnetBlock.GROUPS, widths.get(0), ResnetBlock.EPS);
        output = layers.conv("conv_out", widths.get(0), 3, 3);
    }

    Tensor forward(Tensor latent, Skips skips) {
        // On CUDA row by row: a latent of E comes channels last.
        Tensor ordered = latent.is_cpu() ? MapOrder.best(latent) : latent.contiguous();
        Tensor h = middle2.forward(attention.forward(middle1.forward(input.forward(ordered))));
        for (int level = levels.size() - 1; level >= 0; level--) {
            List<ResnetBlock> blocks = levels.get(level);
            h = skips.apply(level, blocks.get(0).forward(MapOrder.best(h)));
            h = blocks.get(2).forward(blocks.get(1).forward(h));
            if (level > 0) {
                h = upsamples.get(level - 1).forwardUpsampled(MapOrder.bestUpsampled(h));
            }
        }
        return output.forward(normOut.forwardSilu(h));
    }
}
