package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.semigda.data.ShardPlace;
import org.semigda.torch.Tensors;

/**
 * Where the time of a step goes on every rank. What a rank's step took is known only after it, so it travels with the losses
 * of the next one: no exchange of its own, and one step late. Alone, nothing travels.
 */
final class RankTimes {

    /** What of a step travels, by its name in {@link StepResult#values}. */
    private static final List<String> PARTS = List.of(
            "time/data_ms", "time/forward_ms", "time/backward_ms", "time/sync_ms", "time/optimizer_ms", "time/step_ms");

    private static final int STEP = PARTS.indexOf("time/step_ms");

    private final ShardPlace place;
    private final float[] own = new float[PARTS.size()];

    RankTimes(ShardPlace place) {
        this.place = place;
    }

    /** What this rank's newest step took, by name, in milliseconds. */
    void took(Map<String, Double> values) {
        for (int i = 0; i < own.length; i++) {
            own[i] = values.getOrDefault(PARTS.get(i), 0.0).floatValue();
        }
    }

    /** The values to be averaged over ranks, with this rank's times behind them and zeros where those of the others belong. */
    Tensor behind(Tensor values) {
        if (place.size() == 1) {
            return values;
        }
        float[] slots = new float[place.size() * own.length];
        System.arraycopy(own, 0, slots, place.rank() * own.length, own.length);
        Tensor times = Tensors.of(slots, slots.length);
        return Tensors.cat(0, values, times.to(values.device(), values.scalar_type()));
    }

    /**
     * The times of all ranks as {@code worker/RANK/time/PART_ms}, of those that have done a step.
     *
     * @param averaged means over ranks, those of times from {@code first} on
     */
    Map<String, Double> of(float[] averaged, int first) {
        Map<String, Double> times = new LinkedHashMap<>();
        for (int rank = 0; place.size() > 1 && rank < place.size(); rank++) {
            int start = first + rank * own.length;
            if (averaged[start + STEP] == 0) {
                continue;
            }
            for (int i = 0; i < own.length; i++) {
                times.put("worker/" + rank + "/" + PARTS.get(i), (double) averaged[start + i] * place.size());
            }
        }
        return times;
    }
}
