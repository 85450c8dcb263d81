package org.semigda.infer.export;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The layers of {@code org.semigda.nn} in TorchScript, in evaluation mode. Whether a layer has a bias or a shortcut is
 * read from the tensors that are there.
 */
final class ScriptLayers {

    private ScriptLayers() {}

    /** A convolution that keeps the size. */
    static ScriptModule conv(NamedTensors at) {
        long kernel = at.take("weight").size(2);
        return conv(at, 1, (int) kernel / 2);
    }

    static ScriptModule conv(NamedTensors at, int stride, int padding) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", at.take("weight"));
        boolean bias = at.has("bias");
        if (bias) {
            tensors.put("bias", at.take("bias"));
        }
        return ScriptModule.leaf(
                "Conv2d",
                tensors,
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.conv2d(x, self.weight, %s, [%d, %d], [%d, %d], [1, 1], 1)
                """
                        .formatted(bias ? "self.bias" : "None", stride, stride, padding, padding));
    }

    static ScriptModule groupNorm(NamedTensors at, int groups, double eps) {
        return ScriptModule.leaf(
                "GroupNorm",
                Map.of("weight", at.take("weight"), "bias", at.take("bias")),
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.group_norm(x, %d, self.weight, self.bias, %s, True)
                """
                        .formatted(groups, number(eps)));
    }

    static ScriptModule batchNorm(NamedTensors at) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            tensors.put(name, at.take(name));
        }
        return ScriptModule.leaf(
                "BatchNorm2d",
                tensors,
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, False, 0.1, 1e-05, True)
                """);
    }

    static ScriptModule prelu(NamedTensors at) {
        return ScriptModule.leaf(
                "PReLU",
                Map.of("weight", at.take("weight")),
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.prelu(x, self.weight)
                """);
    }

    /** Stable Diffusion's residual block, which is also a skip adapter's. */
    static ScriptModule resnetBlock(NamedTensors at, int groups, double eps) {
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        children.put("norm1", groupNorm(at.in("norm1"), groups, eps));
        children.put("conv1", conv(at.in("conv1")));
        children.put("norm2", groupNorm(at.in("norm2"), groups, eps));
        children.put("conv2", conv(at.in("conv2")));
        boolean shortcut = at.has("nin_shortcut.weight");
        if (shortcut) {
            children.put("nin_shortcut", conv(at.in("nin_shortcut")));
        }
        return ScriptModule.of(
                "ResnetBlock",
                children,
                """
                def forward(self, x: Tensor) -> Tensor:
                    h = self.conv1.forward(torch.silu(self.norm1.forward(x)))
                    h = self.conv2.forward(torch.silu(self.norm2.forward(h)))
                    return h + %s
                """
                        .formatted(shortcut ? "self.nin_shortcut.forward(x)" : "x"));
    }

    static ScriptModule selfAttention(NamedTensors at, int groups, double eps) {
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        children.put("norm", groupNorm(at.in("norm"), groups, eps));
        for (String name : new String[] {"q", "k", "v", "proj_out"}) {
            children.put(name, conv(at.in(name)));
        }
        return ScriptModule.of(
                "SelfAttention",
                children,
                """
                def positions(self, x: Tensor) -> Tensor:
                    return x.flatten(2, 3).transpose(1, 2).unsqueeze(1)

                def forward(self, x: Tensor) -> Tensor:
                    h = self.norm.forward(x)
                    q = self.positions(self.q.forward(h))
                    k = self.positions(self.k.forward(h))
                    v = self.positions(self.v.forward(h))
                    mixed = torch.scaled_dot_product_attention(q, k, v)
                    return self.proj_out.forward(mixed.squeeze(1).transpose(1, 2).reshape(x.size())) + x
                """);
    }

    /** ResNet's basic block; the first of a stage, which has a shortcut, halves the size. */
    static ScriptModule basicBlock(NamedTensors at) {
        boolean first = at.has("downsample.0.weight");
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        children.put("conv1", conv(at.in("conv1"), first ? 2 : 1, 1));
        children.put("bn1", batchNorm(at.in("bn1")));
        children.put("conv2", conv(at.in("conv2")));
        children.put("bn2", batchNorm(at.in("bn2")));
        if (first) {
            children.put("shortcut", conv(at.in("downsample.0"), 2, 0));
            children.put("shortcut_norm", batchNorm(at.in("downsample.1")));
        }
        return ScriptModule.of(
                "BasicBlock",
                children,
                """
                def forward(self, x: Tensor) -> Tensor:
                    h = torch.relu(self.bn1.forward(self.conv1.forward(x)))
                    h = self.bn2.forward(self.conv2.forward(h))
                    return torch.relu(h + %s)
                """
                        .formatted(first ? "self.shortcut_norm.forward(self.shortcut.forward(x))" : "x"));
    }

    static ScriptModule taesdBlock(NamedTensors at) {
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        for (String number : new String[] {"0", "2", "4"}) {
            children.put("conv" + number, conv(at.in("conv." + number)));
        }
        return ScriptModule.of(
                "TaesdBlock",
                children,
                """
                def forward(self, x: Tensor) -> Tensor:
                    h = torch.relu(self.conv0.forward(x))
                    h = torch.relu(self.conv2.forward(h))
                    return torch.relu(self.conv4.forward(h) + x)
                """);
    }

    /** A number as both languages write it. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.17g", value);
    }
}
