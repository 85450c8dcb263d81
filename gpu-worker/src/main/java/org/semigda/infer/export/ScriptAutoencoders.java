package org.semigda.infer.export;

import java.util.List;
import org.semigda.model.ModelConfig;
import org.semigda.nn.ResnetBlock;

/**
 * Both kinds of autoencoder in TorchScript. An encoder has {@code forward(x) -> (mean, features)} with the features finest
 * first; a decoder has {@code image(latent, features)} and {@code mask(latent, features)}, one for the adapters of each
 * branch, for scaled latents.
 */
final class ScriptAutoencoders {

    private static final String ENCODE = "forward(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]";
    private static final String FEATURES = "features: List[Tensor] = []";
    private static final int LEVELS = ModelConfig.LEVELS;

    private ScriptAutoencoders() {}

    /** A branch's decoder method and where its adapters are; {@code adapted} is false where it was trained without. */
    record BranchPlan(String method, String adapters, boolean adapted) {}

    static ScriptModule klEncoder(NamedTensors vae, double scaleFactor) {
        NamedTensors encoder = vae.in("encoder");
        ScriptSequence script =
                new ScriptSequence().method(ENCODE).line(FEATURES).line("h = x");
        script.then("conv_in", ScriptLayers.conv(encoder.in("conv_in")));
        for (int level = 0; level < LEVELS; level++) {
            for (int block = 0; block < 2; block++) {
                String name = "down." + level + ".block." + block;
                script.then(name, resnet(encoder.in(name)));
            }
            script.line("features.append(h)");
            if (level < LEVELS - 1) {
                String name = "down." + level + ".downsample.conv";
                script.line("h = torch.constant_pad_nd(h, [0, 1, 0, 1])")
                        .then(name, ScriptLayers.conv(encoder.in(name), 2, 0));
            }
        }
        middle(script, encoder);
        script.then("norm_out", norm(encoder.in("norm_out")))
                .line("h = torch.silu(h)")
                .then("conv_out", ScriptLayers.conv(encoder.in("conv_out")))
                .then("quant_conv", ScriptLayers.conv(vae.in("quant_conv")));
        return script.line("return (h.narrow(1, 0, 4) * " + ScriptLayers.number(scaleFactor) + ", features)")
                .build("KlEncoder");
    }

    static ScriptModule klDecoder(NamedTensors vae, double scaleFactor, List<BranchPlan> branches) {
        NamedTensors decoder = vae.in("decoder");
        ScriptSequence script = new ScriptSequence();
        for (BranchPlan branch : branches) {
            decode(script, branch.method())
                    .line("h = latent * " + ScriptLayers.number(1 / scaleFactor))
                    .then("post_quant_conv", ScriptLayers.conv(vae.in("post_quant_conv")))
                    .then("conv_in", ScriptLayers.conv(decoder.in("conv_in")));
            middle(script, decoder);
            for (int level = LEVELS - 1; level >= 0; level--) {
                String up = "up." + level;
                script.then(up + ".block.0", resnet(decoder.in(up + ".block.0")));
                adapter(script, decoder, branch, level);
                script.then(up + ".block.1", resnet(decoder.in(up + ".block.1")));
                script.then(up + ".block.2", resnet(decoder.in(up + ".block.2")));
                if (level > 0) {
                    twice(script).then(up + ".upsample.conv", ScriptLayers.conv(decoder.in(up + ".upsample.conv")));
                }
            }
            script.then("norm_out", norm(decoder.in("norm_out")))
                    .line("h = torch.silu(h)")
                    .then("conv_out", ScriptLayers.conv(decoder.in("conv_out")))
                    .line("return h");
        }
        return script.build("KlDecoder");
    }

    /** Its network works on [0, 1]; its latents are scaled already. */
    static ScriptModule taesdEncoder(NamedTensors vae) {
        NamedTensors encoder = vae.in("encoder");
        ScriptSequence script =
                new ScriptSequence().method(ENCODE).line(FEATURES).line("h = x * 0.5 + 0.5");
        script.then("0", ScriptLayers.conv(encoder.in("0")));
        script.then("1", ScriptLayers.taesdBlock(encoder.in("1"))).line("features.append(h)");
        for (int at = 2; at < 14; at += 4) {
            script.then("" + at, ScriptLayers.conv(encoder.in("" + at), 2, 1));
            taesdBlocks(script, encoder, at + 1, at + 4);
            script.line("features.append(h)");
        }
        return script.then("14", ScriptLayers.conv(encoder.in("14")))
                .line("return (h, features)")
                .build("TaesdEncoder");
    }

    static ScriptModule taesdDecoder(NamedTensors vae, List<BranchPlan> branches) {
        NamedTensors decoder = vae.in("decoder");
        ScriptSequence script = new ScriptSequence();
        for (BranchPlan branch : branches) {
            decode(script, branch.method())
                    .line("h = torch.tanh(latent * " + ScriptLayers.number(1.0 / 3) + ") * 3.0")
                    .then("1", ScriptLayers.conv(decoder.in("1")))
                    .line("h = torch.relu(h)");
            for (int at = 3, level = LEVELS - 1; at < 18; at += 5, level--) {
                script.then("" + at, ScriptLayers.taesdBlock(decoder.in("" + at)));
                adapter(script, decoder, branch, level);
                taesdBlocks(script, decoder, at + 1, at + 3);
                twice(script).then("" + (at + 4), ScriptLayers.conv(decoder.in("" + (at + 4))));
            }
            script.then("18", ScriptLayers.taesdBlock(decoder.in("18")));
            adapter(script, decoder, branch, 0);
            script.then("19", ScriptLayers.conv(decoder.in("19"))).line("return h * 2.0 - 1.0");
        }
        return script.build("TaesdDecoder");
    }

    private static ScriptSequence decode(ScriptSequence script, String method) {
        return script.method(method + "(self, latent: Tensor, features: List[Tensor]) -> Tensor");
    }

    private static void adapter(ScriptSequence script, NamedTensors decoder, BranchPlan branch, int level) {
        if (branch.adapted()) {
            String name = branch.adapters() + "." + level;
            script.line("h = torch.cat([h, features[" + level + "]], 1)").then(name, resnet(decoder.in(name)));
        }
    }

    private static void taesdBlocks(ScriptSequence script, NamedTensors at, int from, int to) {
        for (int number = from; number < to; number++) {
            script.then("" + number, ScriptLayers.taesdBlock(at.in("" + number)));
        }
    }

    private static ScriptSequence twice(ScriptSequence script) {
        return script.line("h = torch.upsample_nearest2d(h, [2 * h.size(2), 2 * h.size(3)])");
    }

    private static void middle(ScriptSequence script, NamedTensors at) {
        script.then("mid.block_1", resnet(at.in("mid.block_1")))
                .then(
                        "mid.attn_1",
                        ScriptLayers.selfAttention(at.in("mid.attn_1"), ResnetBlock.GROUPS, ResnetBlock.EPS))
                .then("mid.block_2", resnet(at.in("mid.block_2")));
    }

    private static ScriptModule resnet(NamedTensors at) {
        return ScriptLayers.resnetBlock(at, ResnetBlock.GROUPS, ResnetBlock.EPS);
    }

    private static ScriptModule norm(NamedTensors at) {
        return ScriptLayers.groupNorm(at, ResnetBlock.GROUPS, ResnetBlock.EPS);
    }
}
