package org.semigda.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.semigda.model.SemiGda;
import org.semigda.torch.Autocast;
import org.semigda.torch.Tensors;

/**
 * z_g of a batch's masks in pieces of work, for whoever has the time: half of the masks, half of the rest, and so on. Several
 * masks at once take less time than one by one, and the last pieces are short, so that those who do them end together.
 */
final class MaskLatents {

    private final SemiGda model;
    private final boolean bf16;
    private final Tensor labels;
    /** By piece, each written once, by whoever did it. */
    private final List<Tensor> latents = Collections.synchronizedList(new ArrayList<>());

    /** @param labels [n, H, W] */
    MaskLatents(SemiGda model, Tensor labels, boolean bf16) {
        this.model = model;
        this.bf16 = bf16;
        this.labels = labels;
    }

    void addTo(SpareWork spare) {
        long count = labels.size(0);
        for (long first = 0; first < count; ) {
            long size = Math.max(1, (count - first) / 2);
            Tensor masks = labels.narrow(0, first, size);
            int piece = latents.size();
            latents.add(new Tensor()); // undefined until the piece is done
            spare.execute(() -> {
                try (Autocast cast = Autocast.bf16(model.device(), bf16)) {
                    latents.set(piece, FrozenPrior.annotation(model, masks));
                }
            });
            first += size;
        }
    }

    /** [n, 4, h, w], when all pieces are done. */
    Tensor all() {
        return Tensors.cat(0, latents.toArray(new Tensor[0]));
    }
}
