package org.semigda.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.semigda.model.Branch;
import org.semigda.model.SemiGda;

/**
 * What a branch decodes, where its graph before the decoder ends. The way back through M or E is one of two parts: {@link
 * #backwardDeep}, then {@link #backwardRest}.
 *
 * @param whole [B,4,h,w], the latents of all images, which the prior terms look at
 * @param latent those that are decoded: all, or the labelled images'
 * @param features of the same images, finest first; empty without adapters
 * @param seam where the deep part ends, before the last stage; without one it is all
 */
record BranchInput(Branch branch, Tensor whole, Tensor latent, List<Tensor> features, Optional<Seam> seam) {

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
     * The backward pass of what was before the decoder, as far as the seam.
     *
     * @param byWhole gradient by {@link #whole}; undefined where no loss looks at it
     * @param byTensors gradients by {@link #tensors}, or undefined ones; empty where nothing decoded was looked at
     */
    void backwardDeep(Tensor byWhole, List<Tensor> byTensors) {
        Ends ends = new Ends();
        ends.add(whole, byWhole);
        add(byTensors, true, ends);
        ends.backward();
    }

    /** From the seam on; {@code byTensors} as before. */
    void backwardRest(List<Tensor> byTensors) {
        if (seam.isEmpty()) {
            return;
        }
        Ends ends = new Ends();
        ends.add(seam.get().before(), seam.get().gradient());
        add(byTensors, false, ends);
        ends.backward();
    }

    /** Those of one part. */
    private void add(List<Tensor> byTensors, boolean deep, Ends ends) {
        List<Tensor> tensors = tensors();
        for (int i = 0; i < byTensors.size(); i++) {
            if (isDeep(i) == deep) {
                ends.add(tensors.get(i), byTensors.get(i));
            }
        }
    }

    /** Whether a tensor comes from behind the seam: the latent and the last stage's feature. */
    private boolean isDeep(int tensor) {
        return seam.isEmpty() || tensor == 0 || tensor == features.size();
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
