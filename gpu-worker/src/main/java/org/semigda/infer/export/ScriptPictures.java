package org.semigda.infer.export;

import java.util.Map;

/**
 * What stands before and behind the network, in TorchScript, operation by operation as this program does it (so that not even
 * the rounding of a resized pixel differs). Types are given by number, as TorchScript knows them: 0 uint8, 4 int64, 6
 * float32, 7 float64.
 */
final class ScriptPictures {

    private ScriptPictures() {}

    /** {@code forward(images)}: RGB [B,3,H,W], uint8 or float in [0,1], to [B,3,height,width] in [-1,1]. */
    static ScriptModule input(int height, int width) {
        return ScriptModule.leaf(
                "Preprocessing",
                Map.of(),
                """
                def forward(self, images: Tensor) -> Tensor:
                    assert images.dim() == 4 and images.size(1) == 3, "images must be RGB of shape [B, 3, H, W]"
                    if images.is_floating_point():
                        x = torch.floor(torch.clamp(images.to(dtype=7), 0.0, 1.0) * 255.0 + 0.5).to(dtype=6)
                    else:
                        x = images.to(dtype=6)
                    if x.size(2) != %1$d or x.size(3) != %2$d:
                        x = torch.floor(self.resize(self.resize(x, %1$d, 2, 0.0), %2$d, 3, 0.5))
                    return (x.to(dtype=7) / 127.5 - 1.0).to(dtype=6)

                def resize(self, x: Tensor, size: int, dim: int, first: float) -> Tensor:
                    source = x.size(dim)
                    scale = float(source) / float(size)
                    reach = max(1.0, scale)
                    positions = torch.arange(size, dtype=7, layout=None, device=x.device, pin_memory=False)
                    centre = (positions + 0.5) * scale - 0.5
                    low = torch.clamp(torch.ceil(centre - reach), 0.0)
                    high = torch.clamp(torch.floor(centre + reach), None, float(source - 1))
                    total = torch.zeros_like(centre)
                    weights: List[Tensor] = []
                    for k in range(int(torch.max(high - low)) + 1):
                        at = low + k
                        weight = torch.clamp(1.0 - torch.abs(at - centre) / reach, 0.0)
                        weight = torch.where(at <= high, weight, torch.zeros_like(weight))
                        weights.append(weight)
                        total = total + weight
                    total = total.to(dtype=6)
                    shape = [1, 1, 1, size] if dim == 3 else [1, 1, size, 1]
                    result = torch.zeros([1], dtype=6, layout=None, device=x.device, pin_memory=False) + first
                    for k in range(len(weights)):
                        at = torch.clamp(low + k, None, float(source - 1)).to(dtype=4)
                        weight = (weights[k].to(dtype=6) / total).reshape(shape)
                        result = result + weight * x.index_select(dim, at)
                    return result
                """
                        .formatted(height, width));
    }

    /**
     * {@code value(decoded)}: [B,3,h,w] to label values [B,1,h,w] in [0, K-1]. {@code forward(value, height, width)}: these to
     * probabilities [B,K,height,width], enlarged. {@code classes(probabilities)}: the class of each pixel, uint8 [B,H,W].
     *
     * @param divisor K, or K-1: what the annotation conversion divides by
     */
    static ScriptModule output(int classes, double divisor) {
        return ScriptModule.leaf(
                "Postprocessing",
                Map.of(),
                """
                def value(self, decoded: Tensor) -> Tensor:
                    return torch.clamp(decoded.mean([1], True) * %1$s + %1$s, 0.0, %2$d.0)

                def forward(self, value: Tensor, height: int, width: int) -> Tensor:
                    maps: List[Tensor] = []
                    for k in range(%3$d):
                        maps.append(torch.relu(1.0 - torch.abs(value - float(k))))
                    small = torch.cat(maps, 1)
                    if small.size(2) == height and small.size(3) == width:
                        return small
                    return torch.upsample_bilinear2d(small, [height, width], False)

                def classes(self, probabilities: Tensor) -> Tensor:
                    if %3$d == 2:
                        return (probabilities.select(1, 1) >= 0.5).to(dtype=0)
                    best = probabilities.select(1, 0)
                    label = torch.zeros_like(best, dtype=0)
                    for k in range(1, %3$d):
                        map = probabilities.select(1, k)
                        label = torch.where(map > best, torch.full_like(label, k), label)
                        best = torch.maximum(best, map)
                    return label
                """
                        .formatted(ScriptLayers.number(divisor / 2), classes - 1, classes));
    }
}
