package org.semigda.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A host copy of everything needed to continue a run bit for bit. Immutable as long as the tensors' bytes are left alone.
 *
 * @param model every parameter and buffer, by the release's names
 * @param ema the same names, with the moving average of what is trained in its place; may be empty
 * @param trainer optimizer state and whatever else the trainer needs, by its own names; may be empty
 * @param journal what tells of the one process that saved and not of the numbers, so that two equal runs may differ in it;
 *     usually empty
 * @param info what the numbers mean
 */
public record Snapshot(
        Map<String, TensorData> model,
        Map<String, TensorData> ema,
        Map<String, TensorData> trainer,
        Map<String, TensorData> journal,
        CheckpointInfo info) {

    public Snapshot {
        model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
        ema = Collections.unmodifiableMap(new LinkedHashMap<>(ema));
        trainer = Collections.unmodifiableMap(new LinkedHashMap<>(trainer));
        journal = Collections.unmodifiableMap(new LinkedHashMap<>(journal));
    }

    /** A snapshot without a journal. */
    public Snapshot(
            Map<String, TensorData> model,
            Map<String, TensorData> ema,
            Map<String, TensorData> trainer,
            CheckpointInfo info) {
        this(model, ema, trainer, Map.of(), info);
    }

    /** The same with another journal. */
    public Snapshot withJournal(Map<String, TensorData> other) {
        return new Snapshot(model, ema, trainer, other, info);
    }

    /** The same tensors with other information. */
    public Snapshot with(CheckpointInfo other) {
        return new Snapshot(model, ema, trainer, journal, other);
    }
}
