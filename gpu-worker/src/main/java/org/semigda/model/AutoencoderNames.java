package org.semigda.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semigda.checkpoint.TensorData;

/**
 * The two namings of Stable Diffusion's autoencoder: CompVis' own, which this project uses, and that of diffusers (in its
 * older and newer form). Prefixes of larger checkpoints are cut off; diffusers' attention matrices are CompVis' 1x1
 * convolutions.
 */
public final class AutoencoderNames {

    private record Rule(Pattern from, String to) {
        static Rule of(String from, String to) {
            return new Rule(Pattern.compile(from), to);
        }
    }

    private static final Pattern PREFIX = Pattern.compile("^(first_stage_model|vae_model|vae)\\.");
    private static final Pattern ATTENTION = Pattern.compile(".*\\.attn_1\\.(q|k|v|proj_out)\\.weight");
    private static final Pattern UP_BLOCKS = Pattern.compile("^decoder\\.up_blocks\\.([0-3])\\.");
    private static final Pattern UP = Pattern.compile("^decoder\\.up\\.([0-3])\\.");
    private static final int LAST_LEVEL = ModelConfig.LEVELS - 1;

    private static final List<Rule> TO_COMPVIS = List.of(
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

    private static final List<Rule> TO_DIFFUSERS = List.of(
            Rule.of("^encoder\\.down\\.(\\d)\\.", "encoder.down_blocks.$1."),
            Rule.of("\\.block\\.(\\d)\\.", ".resnets.$1."),
            Rule.of("\\.downsample\\.", ".downsamplers.0."),
            Rule.of("\\.upsample\\.", ".upsamplers.0."),
            Rule.of("\\.nin_shortcut\\.", ".conv_shortcut."),
            Rule.of("\\.norm_out\\.", ".conv_norm_out."),
            Rule.of("\\.mid\\.block_1\\.", ".mid_block.resnets.0."),
            Rule.of("\\.mid\\.block_2\\.", ".mid_block.resnets.1."),
            Rule.of("\\.mid\\.attn_1\\.norm\\.", ".mid_block.attentions.0.group_norm."),
            Rule.of("\\.mid\\.attn_1\\.([qkv])\\.", ".mid_block.attentions.0.to_$1."),
            Rule.of("\\.mid\\.attn_1\\.proj_out\\.", ".mid_block.attentions.0.to_out.0."));

    private AutoencoderNames() {}

    /**
     * The tensors under CompVis names without a prefix; data is shared, not copied. What is no part of an autoencoder
     * keeps its name.
     */
    public static Map<String, TensorData> toCompVis(Map<String, TensorData> tensors) {
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        tensors.forEach((name, data) -> {
            String next = toCompVis(name);
            long[] shape = data.shape();
            boolean matrix = shape.length == 2 && ATTENTION.matcher(next).matches();
            renamed.put(next, matrix ? reshaped(data, shape[0], shape[1], 1, 1) : data);
        });
        return renamed;
    }

    /** Tensors under CompVis names without a prefix, under diffusers' newer names. */
    public static Map<String, TensorData> toDiffusers(Map<String, TensorData> tensors) {
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        tensors.forEach((name, data) -> {
            long[] shape = data.shape();
            boolean convolution = shape.length == 4 && ATTENTION.matcher(name).matches();
            renamed.put(toDiffusers(name), convolution ? reshaped(data, shape[0], shape[1]) : data);
        });
        return renamed;
    }

    static String toCompVis(String name) {
        return replace(flip(PREFIX.matcher(name).replaceFirst(""), UP_BLOCKS, "decoder.up."), TO_COMPVIS);
    }

    static String toDiffusers(String name) {
        return replace(flip(name, UP, "decoder.up_blocks."), TO_DIFFUSERS);
    }

    /** diffusers counts the decoder's levels from the coarsest, CompVis from the finest. */
    private static String flip(String name, Pattern level, String prefix) {
        Matcher matcher = level.matcher(name);
        return matcher.find()
                ? matcher.replaceFirst(prefix + (LAST_LEVEL - Integer.parseInt(matcher.group(1))) + ".")
                : name;
    }

    private static String replace(String name, List<Rule> rules) {
        String next = name;
        for (Rule rule : rules) {
            next = rule.from.matcher(next).replaceAll(rule.to);
        }
        return next;
    }

    private static TensorData reshaped(TensorData data, long... shape) {
        return new TensorData(data.dtype(), shape, data.data());
    }
}
