package org.semigda.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.model.Part;
import org.semigda.model.SemiGda;

/**
 * What stages 1 and 2 train, each group in one flat tensor: M, E, and the adapters that are switched on. Beside them
 * E's BatchNorm statistics, which are no parameters but change with E and are averaged with it.
 */
final class TrainedWeights implements AutoCloseable {

    /** M's deeper heads take part in no loss; PyTorch leaves parameters without a gradient alone, so they stay as they are. */
    private static final String UNUSED_HEADS = "mapping_model\\.convds[123]\\..*";

    private final FlatParameters mapping;
    private final FlatParameters encoder;
    private final List<FlatParameters> adapters = new ArrayList<>();
    private final FlatParameters statistics;

    TrainedWeights(SemiGda model, Settings settings) {
        Map<String, Tensor> heads = new LinkedHashMap<>(model.parameters(Part.MAPPING));
        heads.keySet().removeIf(name -> name.matches(UNUSED_HEADS));
        mapping = FlatParameters.of("mapping", heads);
        encoder = FlatParameters.of("encoder", model.parameters(Part.IMAGE_ENCODER));
        if (settings.get(Keys.ADAPTERS_IMAGE)) {
            adapters.add(FlatParameters.of("image_adapters", model.parameters(Part.IMAGE_ADAPTERS)));
        }
        if (settings.get(Keys.ADAPTERS_MASK)) {
            adapters.add(FlatParameters.of("mask_adapters", model.parameters(Part.MASK_ADAPTERS)));
        }
        Map<String, Tensor> buffers = new LinkedHashMap<>(model.state());
        buffers.keySet().removeIf(name -> !name.startsWith("resnet.") || !name.matches(".*\\.running_(mean|var)"));
        statistics = FlatParameters.of("statistics", buffers);
    }

    FlatParameters mapping() {
        return mapping;
    }

    FlatParameters encoder() {
        return encoder;
    }

    /** M, E and the adapters. */
    List<FlatParameters> trained() {
        List<FlatParameters> all = new ArrayList<>(List.of(mapping, encoder));
        all.addAll(adapters);
        return all;
    }

    /** E's BatchNorm statistics. */
    FlatParameters statistics() {
        return statistics;
    }

    /** The trained groups and E's statistics. */
    List<FlatParameters> averaged() {
        List<FlatParameters> all = trained();
        all.add(statistics);
        return all;
    }

    @Override
    public void close() {
        averaged().forEach(FlatParameters::close);
    }
}
