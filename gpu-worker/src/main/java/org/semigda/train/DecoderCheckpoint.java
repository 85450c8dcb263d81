package org.semigda.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.model.Branch;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * Decodes without keeping what the backward pass needs, and decodes once more in the backward pass, image by image: the
 * decoder then holds the intermediate results of one image of one branch at a time, for one more forward pass of time. The
 * losses are the same bit for bit, the gradients up to the order of their sums. For one step.
 */
final class DecoderCheckpoint {

    /**
     * What a branch decodes.
     *
     * @param latent [B, 4, h, w]
     * @param features finest first; empty without adapters
     */
    record Input(Branch branch, Tensor latent, List<Tensor> features) {

        /** Latent and features. */
        List<Tensor> tensors() {
            List<Tensor> all = new ArrayList<>(List.of(latent));
            all.addAll(features);
            return all;
        }
    }

    private final SemiGda model;
    private final List<Input> inputs;
    private final boolean bf16;
    private final Tensor decoded;

    /** Decodes, under the caller's autocast. */
    DecoderCheckpoint(SemiGda model, List<Input> inputs) {
        this.model = model;
        this.inputs = List.copyOf(inputs);
        this.bf16 = Autocast.on(model.device());
        try (NoGrad guard = NoGrad.on()) {
            Tensor[] parts = inputs.stream()
                    .map(input -> model.decode(input.branch(), input.latent(), input.features()))
                    .toArray(Tensor[]::new);
            this.decoded = Tensors.cat(0, parts);
        }
        decoded.set_requires_grad(true);
    }

    /** All branches' images one behind the other, [branches * B, 3, H, W]; the losses' graph ends here. */
    Tensor decoded() {
        return decoded;
    }

    /** The backward pass of a loss made of {@link #decoded} and of other things. */
    void backward(Tensor total) {
        Tensor byDecoded = gradients(total);
        TensorVector roots = new TensorVector(total);
        TensorVector gradients = new TensorVector(torch.ones_like(total));
        long row = 0;
        for (Input input : inputs) {
            long count = input.latent().size(0);
            List<Tensor> byInput = again(input, byDecoded.narrow(0, row, count));
            row += count;
            for (int i = 0; i < byInput.size(); i++) {
                Tensor tensor = input.tensors().get(i);
                if (tensor.requires_grad()) {
                    roots.push_back(tensor);
                    gradients.push_back(byInput.get(i));
                }
            }
        }
        torch.backward(roots, gradients, new BoolOptional(), false, new TensorVector());
    }

    private Tensor gradients(Tensor total) {
        return torch.grad(
                        new TensorVector(total),
                        new TensorVector(decoded),
                        new TensorVector(),
                        new BoolOptional(true),
                        false,
                        false)
                .get(0);
    }

    /** Decodes again; the adapters' gradients are added to theirs, those of the inputs come back (all zero: undefined). */
    private List<Tensor> again(Input input, Tensor byDecoded) {
        List<List<Tensor>> rows = new ArrayList<>();
        input.tensors().forEach(any -> rows.add(new ArrayList<>()));
        for (long image = 0; image < input.latent().size(0); image++) {
            try (TorchScope scope = TorchScope.open();
                    Autocast cast = Autocast.bf16(model.device(), bf16)) {
                List<Tensor> leaves = new ArrayList<>();
                for (Tensor tensor : input.tensors()) {
                    leaves.add(tensor.detach().narrow(0, image, 1).set_requires_grad(tensor.requires_grad()));
                }
                Tensor part = model.decode(input.branch(), leaves.get(0), leaves.subList(1, leaves.size()));
                torch.backward(
                        new TensorVector(part),
                        new TensorVector(byDecoded.narrow(0, image, 1)),
                        new BoolOptional(),
                        false,
                        new TensorVector());
                for (int i = 0; i < leaves.size(); i++) {
                    if (leaves.get(i).requires_grad()) {
                        rows.get(i)
                                .add(TorchScope.keepForStep(
                                        new Tensor(leaves.get(i).grad())));
                    }
                }
            }
        }
        return rows.stream()
                .map(parts -> parts.isEmpty() ? new Tensor() : Tensors.cat(0, parts.toArray(new Tensor[0])))
                .toList();
    }
}
