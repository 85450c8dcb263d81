package org.semigda.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.semigda.nn.Conv2d;
import org.semigda.nn.GroupNorm;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.MapOrder;
import org.semigda.nn.ResnetBlock;
import org.semigda.nn.SelfAttention;

/** The encoder of the KL autoencoder, CompVis layout: images to moments [B,8,h,w] and four feature maps. */
final class KlEncoder {

    private static final long[] RIGHT_AND_BOTTOM = {0, 1, 0, 1};

    private final Conv2d input;
    private final List<List<ResnetBlock>> levels = new ArrayList<>();
    private final List<Conv2d> downsamples = new ArrayList<>();
    private final ResnetBlock middle1;
    private final SelfAttention attention;
    private final ResnetBlock middle2;
    private final GroupNorm normOut;
    private final Conv2d output;

    KlEncoder(LayerFactory layers, List<Integer> widths, int baseWidth) {
        input = layers.conv("conv_in", 3, baseWidth, 3);
        int in = baseWidth;
        for (int level = 0; level < widths.size(); level++) {
            LayerFactory down = layers.in("down", level);
            List<ResnetBlock> blocks = new ArrayList<>();
            for (int block = 0; block < 2; block++) {
                blocks.add(new ResnetBlock(down.in("block", block), in, widths.get(level)));
                in = widths.get(level);
            }
            levels.add(blocks);
            if (level < widths.size() - 1) {
                downsamples.add(down.conv("downsample.conv", in, in, 3, 2, 0, true));
            }
        }
        middle1 = new ResnetBlock(layers.in("mid.block_1"), in, in);
        attention = new SelfAttention(layers.in("mid.attn_1"), in, ResnetBlock.GROUPS, ResnetBlock.EPS);
        middle2 = new ResnetBlock(layers.in("mid.block_2"), in, in);
        normOut = layers.groupNorm("norm_out", ResnetBlock.GROUPS, in, ResnetBlock.EPS);
        output = layers.conv("conv_out", in, 8, 3);
    }

    /** Images [B,3,H,W] to [B,8,h,w]; the last block of each level, before its downsampling, goes to {@code features}. */
    Tensor forward(Tensor images, List<Tensor> features) {
        boolean last = images.is_contiguous(MemoryFormat.ChannelsLast); // or else all of it row by row
        Tensor h = input.forward(images);
        for (int level = 0; level < levels.size(); level++) {
            h = last ? MapOrder.best(h) : h;
            for (ResnetBlock block : levels.get(level)) {
                h = block.forward(h);
            }
            features.add(h);
            if (level < downsamples.size()) {
                h = downsamples.get(level).forward(torch.constant_pad_nd(h, RIGHT_AND_BOTTOM));
            }
        }
        h = middle2.forward(attention.forward(middle1.forward(h)));
        return output.forward(normOut.forwardSilu(h));
    }
}
