package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/**
 * One thing a worker says about its run. Workers number their events from 1 within an attempt, so that the
 * orchestrator can store each exactly once.
 *
 * @param run the run
 * @param attempt which attempt of the run, from 1
 * @param seq the number of the event within the attempt, from 1
 * @param time milliseconds since 1970, by the worker's clock
 * @param body what is said
 */
public record RunEvent(RunId run, int attempt, long seq, long time, Body body) {

    /** What an event says. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Metrics.class, name = "metrics"),
        @JsonSubTypes.Type(value = Progress.class, name = "progress"),
        @JsonSubTypes.Type(value = Sample.class, name = "sample"),
        @JsonSubTypes.Type(value = Log.class, name = "log"),
        @JsonSubTypes.Type(value = State.class, name = "state"),
        @JsonSubTypes.Type(value = Saved.class, name = "saved"),
        @JsonSubTypes.Type(value = Removed.class, name = "removed"),
        @JsonSubTypes.Type(value = Scores.class, name = "scores"),
        @JsonSubTypes.Type(value = Failed.class, name = "failed")
    })
    public sealed interface Body permits Metrics, Progress, Sample, Log, State, Saved, Removed, Scores, Failed {}

    /**
     * Numbers at one step.
     *
     * @param stage 0 (autoencoder), 1 (alignment) or 2 (segmentation)
     * @param step steps done in the run, all stages together
     * @param values by name: {@code loss/total}, {@code lr/encoder}, {@code lambda_u}, {@code speed/images_per_second},
     *     {@code time/forward_ms}, {@code worker/1/time/forward_ms}, {@code validation/dice}, {@code validation/ema_dice}, ...; all finite
     */
    public record Metrics(int stage, long step, Map<String, Double> values) implements Body {
        public Metrics {
            values = Map.copyOf(values);
        }
    }

    /**
     * How far the run is.
     *
     * @param stage as in {@link Metrics}
     * @param step steps done, all stages together
     * @param steps steps in all
     * @param secondsLeft estimate of the time left; -1 while unknown
     */
    public record Progress(int stage, long step, long steps, double secondsLeft) implements Body {}

    /**
     * A picture of one validation image: the image, the truth and the predictions side by side.
     *
     * @param image the image's id
     * @param file the PNG, relative to the run's folder
     * @param dice Dice of the mean of both branches, in [0, 1]
     */
    public record Sample(int stage, long step, String image, String file, double dice) implements Body {}

    /** A line for people; level is {@code info}, {@code warn} or {@code error}. */
    public record Log(String level, String message) implements Body {}

    /** The worker changed state: {@code RUNNING}, {@code PAUSED}, {@code STOPPED} or {@code COMPLETED}. */
    public record State(RunState state) implements Body {}

    /** A checkpoint is whole in the run's folder; name is {@code last}, {@code best}, {@code best-ema} or {@code step-N}. */
    public record Saved(String name, int stage, long step) implements Body {}

    /** A checkpoint was deleted, because newer ones are there. */
    public record Removed(String name) implements Body {}

    /** Final scores of a part: {@code test}. Values as of {@link Metrics}: {@code dice}, {@code iou}, {@code hd95},
     * {@code hd95_released}, {@code images}, {@code hd95_undefined}. */
    public record Scores(String part, Map<String, Double> values) implements Body {
        public Scores {
            values = Map.copyOf(values);
        }
    }

    /** The attempt ended by an error. */
    public record Failed(Failure failure) implements Body {}
}
