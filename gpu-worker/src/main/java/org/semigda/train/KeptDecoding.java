package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.model.SemiGda;

/** Keeps its intermediate results for the backward pass. */
final class KeptDecoding implements Decoding {

    /** The input's tensors as the decoder's graph begins with them. */
    private final List<Tensor> leaves;

    private final Tensor end;
    private final Tensor decoded;

    /** Decodes, under the caller's autocast. */
    KeptDecoding(SemiGda model, BranchInput input) {
        this.leaves = input.tensors().stream()
                .map(tensor -> tensor.detach().requires_grad_(tensor.requires_grad()))
                .toList();
        this.end = input.decode(model, leaves);
        this.decoded = end.detach().requires_grad_(true);
    }

    @Override
    public Tensor decoded() {
        return decoded;
    }

    @Override
    public List<Tensor> backward(Tensor byDecoded) {
        torch.backward(
                new TensorVector(end), new TensorVector(byDecoded), new BoolOptional(), false, new TensorVector());
        return leaves.stream().map(Tensor::grad).toList();
    }
}
