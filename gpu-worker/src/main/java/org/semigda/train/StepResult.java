package org.semigda.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one step gave.
 *
 * @param stage the stage the step belonged to
 * @param globalStep steps done over all stages, this one included
 * @param values named numbers in a fixed order: {@code loss/total} and its terms before the update, {@code lambda_u},
 *     {@code lr} (or {@code lr/mapping} and {@code lr/encoder}), {@code gradient_norm} before clipping, times in
 *     milliseconds ({@code time/...}; {@code time/sync_ms} is the wait for other ranks and is in none of the others), with other
 *     ranks the times of each of them in the step before ({@code worker/RANK/time/...}), {@code speed/images_per_second}
 */
public record StepResult(Stage stage, long globalStep, Map<String, Double> values) {

    public StepResult {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * One of the values.
     *
     * @throws IllegalArgumentException when this step has none of that name
     */
    public double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "a step of stage " + stage.number() + " has no value '" + name + "'; it has " + values.keySet());
        }
        return value;
    }
}
