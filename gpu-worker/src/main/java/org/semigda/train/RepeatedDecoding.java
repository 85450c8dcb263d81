package org.semigda.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * Decodes without keeping what the backward pass needs, and once more in the backward pass, image by image: the
 * decoder then holds the intermediate results of one image at a time, for one more forward pass of time. The
 * losses are the same bit for bit, the gradients up to the order of their sums.
 */
final class RepeatedDecoding implements Decoding {

    private final SemiGda model;
    private final BranchInput input;
    private final boolean bf16;
    private final Tensor decoded;

    /** Decodes, under the caller's autocast. */
    RepeatedDecoding(SemiGda model, BranchInput input) {
        this.model = model;
        this.input = input;
        this.bf16 = Autocast.on(model.device());
        try (NoGrad guard = NoGrad.on()) {
            this.decoded = input.decode(model, input.tensors());
        }
        decoded.set_requires_grad(true);
    }

    @Override
    public Tensor decoded() {
        return decoded;
    }

    @Override
    public List<Tensor> backward(Tensor byDecoded) {
        List<List<Tensor>> rows = new ArrayList<>();
        input.tensors().forEach(any -> rows.add(new ArrayList<>()));
        for (long image = 0; image < input.latent().size(0); image++) {
            try (TorchScope scope = TorchScope.open();
                    Autocast cast = Autocast.bf16(model.device(), bf16)) {
                List<Tensor> leaves = new ArrayList<>();
                for (Tensor tensor : input.tensors()) {
                    leaves.add(tensor.detach().narrow(0, image, 1).set_requires_grad(tensor.requires_grad()));
                }
                Tensor part = input.decode(model, leaves);
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
