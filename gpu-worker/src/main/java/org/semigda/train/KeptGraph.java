package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.model.SemiGda;

/** A branch whose intermediate results are kept for the backward pass. */
final class KeptGraph implements BranchGraph {

    private final BranchInput input;
    private final Tensor latent;
    /** The input's tensors as the decoder's graph begins with them. */
    private final List<Tensor> leaves;

    private final Tensor end;
    private final Tensor decoded;

    /** Decodes, under the caller's autocast. */
    KeptGraph(SemiGda model, BranchInput input) {
        this.input = input;
        this.latent = input.whole().detach().requires_grad_(true);
        this.leaves = input.tensors().stream()
                .map(tensor -> tensor.detach().requires_grad_(tensor.requires_grad()))
                .toList();
        this.end = input.decode(model, leaves);
        this.decoded = end.detach().requires_grad_(true);
    }

    @Override
    public Tensor latent() {
        return latent;
    }

    @Override
    public Tensor decoded() {
        return decoded;
    }

    @Override
    public void throughDecoder() {
        Tensor gradient = decoded.grad();
        if (gradient.defined()) {
            torch.backward(
                    new TensorVector(end), new TensorVector(gradient), new BoolOptional(), false, new TensorVector());
        }
    }

    @Override
    public void throughDeepEncoder() {
        input.backwardDeep(latent.grad(), byInput());
    }

    @Override
    public void throughEncoder() {
        input.backwardRest(byInput());
    }

    private List<Tensor> byInput() {
        return leaves.stream().map(Tensor::grad).toList();
    }
}
