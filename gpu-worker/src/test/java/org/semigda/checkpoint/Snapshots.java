package org.semigda.checkpoint;

import java.util.Map;

/** Small snapshots, each different from the next step's in every file. */
final class Snapshots {

    private Snapshots() {}

    static Snapshot snapshot(long step) {
        return new Snapshot(
                Map.of(
                        "a.weight",
                        TensorData.of(new float[] {step, 1, 2, 3, 4, 5}, 2, 3),
                        "b",
                        TensorData.of(new float[] {step}, 1)),
                Map.of("a.weight", TensorData.of(new float[] {-step, 1, 2, 3, 4, 5}, 2, 3)),
                Map.of("sgd.a.weight", TensorData.of(new float[] {step + 0.5f, 0, 0, 0, 0, 0}, 2, 3)),
                info(step));
    }

    static CheckpointInfo info(long step) {
        return new CheckpointInfo(
                Map.of("seed", "1", "devices", "cpu", "vae.ch", "32", "vae.weights", ""),
                2,
                step / 2,
                step,
                Map.of("dice", 0.1 + 0.2, "iou", step / 3.0),
                "abc",
                0.18215,
                "1.2.3",
                Map.of("note", "\u00e4 \"quoted\" note"));
    }
}
