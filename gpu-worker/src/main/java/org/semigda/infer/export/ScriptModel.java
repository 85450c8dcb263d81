package org.semigda.infer.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.semigda.infer.export.ScriptAutoencoders.BranchPlan;
import org.semigda.model.AcrMode;
import org.semigda.model.ModelConfig;
import org.semigda.model.SemiGda;
import org.semigda.model.VaeKind;

/** A whole network in TorchScript, from images to classes. */
final class ScriptModel {

    /** Heads for deep supervision, which no prediction uses, and the second names of M's activations. */
    private static final String UNUSED =
            "mapping_model\\.(convds[123]\\..*|conv\\d_\\d\\.resblock\\.conv[12]\\.1\\.weight)";

    private static final String IMAGE_ADAPTERS = "Jump_vae";
    private static final String MASK_ADAPTERS = "Jump_cnn";

    private ScriptModel() {}

    /**
     * The program for a network with or without the adapters of either branch.
     *
     * <p>{@code forward(images)} takes RGB images [B,3,H,W] of any size, uint8 or float in [0,1], and gives classes
     * [B,H,W] (uint8) and probabilities [B,K,H,W]; {@code values(images)} gives the label values of both branches at the
     * network's own size, [B,2,h,w]: image branch, mask branch.
     */
    static ScriptModule of(SemiGda model, boolean imageAdapters, boolean maskAdapters) {
        ModelConfig config = model.config();
        NamedTensors all = NamedTensors.of(model.state());
        NamedTensors vae = all.in("vae_model");
        boolean kl = config.vae() == VaeKind.KL;
        double scale = model.vae().scaleFactor();
        List<BranchPlan> branches = List.of(
                new BranchPlan("image", IMAGE_ADAPTERS, imageAdapters),
                new BranchPlan("mask", MASK_ADAPTERS, maskAdapters));
        Map<String, ScriptModule> children = new LinkedHashMap<>();
        children.put("input", ScriptPictures.input(config.height(), config.width()));
        children.put(
                "vae_encoder", kl ? ScriptAutoencoders.klEncoder(vae, scale) : ScriptAutoencoders.taesdEncoder(vae));
        children.put(
                "vae_decoder",
                kl
                        ? ScriptAutoencoders.klDecoder(vae, scale, branches)
                        : ScriptAutoencoders.taesdDecoder(vae, branches));
        children.put("image_encoder", ScriptNetworks.imageEncoder(all.in("resnet")));
        if (kl) {
            children.put("quant_conv", ScriptLayers.conv(vae.in("quant_conv")));
        }
        children.put("mapping", ScriptNetworks.mapping(all.in("mapping_model")));
        children.put(
                "output",
                ScriptPictures.output(
                        config.classes(), config.acr() == AcrMode.PAPER ? config.classes() : config.classes() - 1));
        requireWhole(all.left(), imageAdapters, maskAdapters);
        return ScriptModule.of(
                "SemiGda",
                children,
                """
                def values(self, images: Tensor) -> Tensor:
                    x = self.input.forward(images)
                    (latent, features) = self.vae_encoder.forward(x)
                    image = self.output.value(self.vae_decoder.image(self.mapping.forward(latent), features))
                    (moments, seen) = self.image_encoder.forward(x)
                    latent = %s.narrow(1, 0, 4) * %s
                    mask = self.output.value(self.vae_decoder.mask(latent, seen))
                    return torch.cat([image, mask], 1)

                def forward(self, images: Tensor) -> Tuple[Tensor, Tensor]:
                    value = self.values(images).mean([1], True)
                    probabilities = self.output.forward(value, images.size(2), images.size(3))
                    return (self.output.classes(probabilities), probabilities)
                """
                        .formatted(
                                kl ? "self.quant_conv.forward(moments)" : "moments",
                                ScriptLayers.number(kl ? scale : 1.0)));
    }

    /** A tensor that this class does not know of would silently be missing from the program. */
    private static void requireWhole(Set<String> left, boolean imageAdapters, boolean maskAdapters) {
        Set<String> unknown = left.stream()
                .filter(name -> !name.matches(UNUSED))
                .filter(name -> imageAdapters || !name.contains(IMAGE_ADAPTERS))
                .filter(name -> maskAdapters || !name.contains(MASK_ADAPTERS))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("the network has tensors that the export does not know: " + unknown);
        }
    }
}
