package org.semigda.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.Initializer;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.MapOrder;
import org.semigda.nn.ParameterStore;
import org.semigda.nn.ResnetBlock;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * The skip adapters of one branch (CDSA; paper, eq. 7 and figure 3): at each level of the decoder the branch's
 * feature is concatenated behind the decoder's, and a residual block brings 2C channels back to C.
 */
final class SkipAdapters implements AutoCloseable {

    private final ParameterStore store = new ParameterStore();
    private final List<ResnetBlock> blocks = new ArrayList<>();

    SkipAdapters(List<Integer> widths, Device device, long seed) {
        try (TorchScope scope = TorchScope.open()) {
            LayerFactory layers =
                    new LayerFactory(store, new Initializer(seed, Initializer.Scheme.UNIFORM, device), "");
            for (int level = 0; level < widths.size(); level++) {
                blocks.add(
                        new ResnetBlock(layers.in(Integer.toString(level)), 2 * widths.get(level), widths.get(level)));
            }
            store.trainable(true);
        }
    }

    /** These adapters on the features of one batch, finest first. */
    Skips on(List<Tensor> features) {
        return (level, hidden) -> {
            try (TorchScope scope = TorchScope.open()) {
                Tensor feature = MapOrder.best(features.get(level));
                return scope.leave(blocks.get(level).forward(Tensors.cat(1, hidden, feature)));
            }
        };
    }

    ParameterStore parameters() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
