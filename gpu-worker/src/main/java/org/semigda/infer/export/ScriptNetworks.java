package org.semigda.infer.export;

import java.util.LinkedHashMap;
import java.util.Map;
import org.semigda.model.ModelConfig;

/** The image encoder E and the latent mapping M in TorchScript. */
final class ScriptNetworks {

    /** Of M's group normalisations. */
    private static final int GROUPS = 16;

    private static final double EPS = 1e-6;

    private ScriptNetworks() {}

    /** {@code forward(x) -> (moments, features)}, features finest first; before the autoencoder's {@code quant_conv}. */
    static ScriptModule imageEncoder(NamedTensors at) {
        ScriptSequence script = new ScriptSequence()
                .method("forward(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]")
                .line("features: List[Tensor] = []")
                .line("h = x")
                .then("conv1", ScriptLayers.conv(at.in("conv1")))
                .then("bn1", ScriptLayers.batchNorm(at.in("bn1")))
                .line("h = torch.relu(h)")
                .line("features.append(h)");
        for (int stage = 1; stage < ModelConfig.LEVELS; stage++) {
            for (int block = 0; at.has("layer" + stage + "." + block + ".conv1.weight"); block++) {
                String name = "layer" + stage + "." + block;
                script.then(name, ScriptLayers.basicBlock(at.in(name)));
            }
            script.line("features.append(h)");
        }
        NamedTensors head = at.in("conv_out.conv_conv");
        return script.then("head.0", ScriptLayers.conv(head.in("0")))
                .then("head.1", ScriptLayers.batchNorm(head.in("1")))
                .line("h = torch.leaky_relu(h, 0.01)")
                .then("head.4", ScriptLayers.conv(head.in("4")))
                .then("head.5", ScriptLayers.batchNorm(head.in("5")))
                .line("return (torch.leaky_relu(h, 0.01), features)")
                .build("ImageEncoder");
    }

    /** {@code forward(latent) -> latent}, both scaled. */
    static ScriptModule mapping(NamedTensors at) {
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        children.put("input", ScriptLayers.conv(at.in("input_blocks")));
        for (String name :
                new String[] {"conv1_0", "conv2_0", "conv3_0", "conv4_0", "conv3_1", "conv2_2", "conv1_3", "conv0_4"}) {
            children.put(name, mappingBlock(at.in(name)));
        }
        children.put("head_norm", ScriptLayers.groupNorm(at.in("convds0.0"), GROUPS, EPS));
        children.put("head", ScriptLayers.conv(at.in("convds0.2")));
        return ScriptModule.of(
                "LatentMapping",
                children,
                """
                def forward(self, latent: Tensor) -> Tensor:
                    x0 = self.input.forward(latent)
                    x1 = self.conv1_0.forward(x0)
                    x2 = self.conv2_0.forward(x1)
                    x3 = self.conv3_0.forward(x2)
                    x4 = self.conv4_0.forward(x3)
                    y3 = self.conv3_1.forward(torch.cat([x3, x4], 1))
                    y2 = self.conv2_2.forward(torch.cat([x2, y3], 1))
                    y1 = self.conv1_3.forward(torch.cat([x1, y2], 1))
                    y0 = self.conv0_4.forward(torch.cat([x0, y1], 1))
                    return self.head.forward(torch.silu(self.head_norm.forward(y0)))
                """);
    }

    private static ScriptModule mappingBlock(NamedTensors at) {
        NamedTensors block = at.in("resblock");
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        children.put("norm1", ScriptLayers.groupNorm(block.in("conv1.0"), GROUPS, EPS));
        children.put("act1", ScriptLayers.prelu(block.in("act1")));
        children.put("conv1", ScriptLayers.conv(block.in("conv1.2")));
        children.put("norm2", ScriptLayers.groupNorm(block.in("conv2.0"), GROUPS, EPS));
        children.put("act2", ScriptLayers.prelu(block.in("act2")));
        children.put("conv2", ScriptLayers.conv(block.in("conv2.2")));
        boolean skip = block.has("skip_connection.weight");
        if (skip) {
            children.put("skip", ScriptLayers.conv(block.in("skip_connection")));
        }
        children.put("attention", ScriptLayers.selfAttention(at.in("attention"), GROUPS, EPS));
        return ScriptModule.of(
                "MappingBlock",
                children,
                """
                def forward(self, x: Tensor) -> Tensor:
                    h = self.conv1.forward(self.act1.forward(self.norm1.forward(x)))
                    h = self.conv2.forward(self.act2.forward(self.norm2.forward(h)))
                    return self.attention.forward(h + %s)
                """
                        .formatted(skip ? "self.skip.forward(x)" : "x"));
    }
}
