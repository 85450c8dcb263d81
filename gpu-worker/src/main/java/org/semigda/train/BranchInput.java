package org.semigda.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.model.Branch;
import org.semigda.model.SemiGda;

/**
 * What a branch decodes, where its graph before the decoder ends.
 *
 * @param whole [B,4,h,w], the latents of all images, which the prior terms look at
 * @param latent those that are decoded: all, or the labelled images'
 * @param features of the same images, finest first; empty without adapters
 */
record BranchInput(Branch branch, Tensor whole, Tensor latent, List<Tensor> features) {

    /** Latent and features. */
    List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>(List.of(latent));
        all.addAll(features);
        return all;
    }

    /** Decodes these in place of {@link #tensors}. */
    Tensor decode(SemiGda model, List<Tensor> tensors) {
        return model.decode(branch, tensors.get(0), tensors.subList(1, tensors.size()));
    }

    /**
     * The backward pass of what was before the decoder.
     *
     * @param byWhole gradient by {@link #whole}; undefined where no loss looks at it
     * @param byTensors gradients by {@link #tensors}, or undefined ones; empty where nothing decoded was looked at
     */
    void backward(Tensor byWhole, List<Tensor> byTensors) {
        Ends ends = new Ends();
        ends.add(whole, byWhole);
        List<Tensor> tensors = tensors();
        for (int i = 0; i < byTensors.size(); i++) {
            ends.add(tensors.get(i), byTensors.get(i));
        }
        ends.backward();
    }

    /** Where a backward pass begins, and with what. */
    private static final class Ends {

        private final TensorVector tensors = new TensorVector();
        private final TensorVector gradients = new TensorVector();

        void add(Tensor tensor, Tensor gradient) {
            if (gradient.defined()) {
                tensors.push_back(tensor);
                gradients.push_back(gradient);
            }
        }

        void backward() {
            if (!tensors.empty()) {
                torch.backward(tensors, gradients, new BoolOptional(), false, new TensorVector());
            }
        }
    }
}
