package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semigda.checkpoint.TensorData;

/**
 * Brings the names of Stable Diffusion's autoencoder to CompVis' own: prefixes of larger checkpoints are cut off, diffusers'
 * names (old and new) are translated, and its attention matrices become the 1x1 convolutions they are.
 */
final class AutoencoderNames {

    private record Rule(Pattern from, String to) {
        static Rule of(String from, String to) {
            return new Rule(Pattern.compile(from), to);
        }
    }

    private static final Pattern PREFIX = Pattern.compile("^(first_stage_model|vae_model|vae)\\.");
    private static final Pattern UP = Pattern.compile("^decoder\\.up_blocks\\.(\\d)\\.");
    private static final int LAST_LEVEL = 3;
    private static final List<Rule> RULES = List.of(
            Rule.of("^encoder\\.down_blocks\\.(\\d)\\.", "encoder.down.$1."),
            Rule.of("\\.resnets\\.(\\d)\\.", ".block.$1."),
            Rule.of("\\.downsamplers\\.0\\.", ".downsample."),
            Rule.of("\\.upsamplers\\.0\\.", ".upsample."),
            Rule.of("\\.conv_shortcut\\.", ".nin_shortcut."),
            Rule.of("\\.conv_norm_out\\.", ".norm_out."),
            Rule.of("\\.mid_block\\.block\\.0\\.", ".mid.block_1."),
            Rule.of("\\.mid_block\\.block\\.1\\.", ".mid.block_2."),
            Rule.of("\\.mid_block\\.attentions\\.0\\.", ".mid.attn_1."),
            Rule.of("\\.attn_1\\.group_norm\\.", ".attn_1.norm."),
            Rule.of("\\.attn_1\\.(to_q|query)\\.", ".attn_1.q."),
            Rule.of("\\.attn_1\\.(to_k|key)\\.", ".attn_1.k."),
            Rule.of("\\.attn_1\\.(to_v|value)\\.", ".attn_1.v."),
            Rule.of("\\.attn_1\\.(to_out\\.0|proj_attn)\\.", ".attn_1.proj_out."));

    private AutoencoderNames() {}

    /** The tensors under CompVis names without a prefix. What is no part of an autoencoder keeps its name. */
    static Map<String, TensorData> toCompVis(Map<String, TensorData> tensors) {
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        tensors.forEach((name, data) -> {
            String next = toCompVis(name);
            renamed.put(next, next.matches(".*\\.attn_1\\.(q|k|v|proj_out)\\.weight") ? convolution(data) : data);
        });
        return renamed;
    }

    static String toCompVis(String name) {
        String next = PREFIX.matcher(name).replaceFirst("");
        Matcher up = UP.matcher(next);
        if (up.find()) {
            // diffusers counts the decoder's levels from the coarsest, CompVis from the finest.
            next = up.replaceFirst("decoder.up." + (LAST_LEVEL - Integer.parseInt(up.group(1))) + ".");
        }
        for (Rule rule : RULES) {
            next = rule.from.matcher(next).replaceAll(rule.to);
        }
        return next;
    }

    private static TensorData convolution(TensorData data) {
        long[] shape = data.shape();
        return shape.length == 2
                ? new TensorData(data.dtype(), new long[] {shape[0], shape[1], 1, 1}, data.data())
                : data;
    }
}
