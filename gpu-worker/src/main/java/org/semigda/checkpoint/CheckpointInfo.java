package org.semigda.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a checkpoint says about itself.
 *
 * @param settings every setting of the run by key, as {@code Settings.toMap()} gives them
 * @param stage 0 (autoencoder), 1 (alignment) or 2 (segmentation)
 * @param stageStep steps done in that stage
 * @param globalStep steps done in the run, all stages together
 * @param scores validation scores by name; {@code dice} is that of the weights the checkpoint is meant to be used with
 * @param splitHash which split of the data it was trained on; empty if there is none
 * @param scaleFactor what the latents are multiplied by
 * @param version of the program that wrote it
 * @param extra whatever else its writer wants to find again
 */
public record CheckpointInfo(
        Map<String, String> settings,
        int stage,
        long stageStep,
        long globalStep,
        Map<String, Double> scores,
        String splitHash,
        double scaleFactor,
        String version,
        Map<String, String> extra) {

    /** Settings a run may be continued with differently: they change where and how often, not what is computed. */
    public static final Set<String> FREE_SETTINGS = Set.of(
            "devices",
            "elastic.min",
            "elastic.wait",
            "elastic.hang",
            "threads",
            "cuda.memory",
            "data.cache",
            "checkpoint.every",
            "checkpoint.keep",
            "checkpoint.keep_every",
            "samples.count",
            "sync.check_every",
            "sync.timeout");

    /**
     * Settings that say where something lies: on another machine it lies elsewhere. What is there is checked otherwise: the
     * images by the split's hash, and the weights are in the checkpoint.
     */
    private static final Set<String> PLACES = Set.of("data.unlabelled", "vae.weights");

    private static final String WEIGHTS = "weights";

    public CheckpointInfo {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        scores = Collections.unmodifiableMap(new TreeMap<>(scores));
        extra = Collections.unmodifiableMap(new TreeMap<>(extra));
    }

    /** Which weights whoever opens the checkpoint for predictions gets; the trained ones unless it says otherwise. */
    public Weights weights() {
        String name = extra.get(WEIGHTS);
        return name == null ? Weights.TRAINED : Weights.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The same, meant to be used with these weights. */
    public CheckpointInfo withWeights(Weights weights) {
        return withExtra(WEIGHTS, weights.name().toLowerCase(Locale.ROOT));
    }

    /** The same with one more thing its writer wants to find again. */
    public CheckpointInfo withExtra(String key, String value) {
        Map<String, String> next = new TreeMap<>(extra);
        next.put(key, value);
        return new CheckpointInfo(
                settings, stage, stageStep, globalStep, scores, splitHash, scaleFactor, version, next);
    }

    /** The same with other scores. */
    public CheckpointInfo withScores(Map<String, Double> other) {
        return new CheckpointInfo(
                settings, stage, stageStep, globalStep, other, splitHash, scaleFactor, version, extra);
    }

    /** Checks that a run with these settings can go on from here; {@link #FREE_SETTINGS} may differ. */
    public void requireSettings(Map<String, String> wanted) {
        requireSettings(wanted, FREE_SETTINGS);
    }

    /**
     * Checks that a run with these settings can go on from here.
     *
     * @param free keys that may differ
     * @throws CheckpointException when others differ; the message names each with both values
     */
    public void requireSettings(Map<String, String> wanted, Set<String> free) {
        Set<String> keys = new TreeSet<>(settings.keySet());
        keys.addAll(wanted.keySet());
        keys.removeAll(free);
        List<String> differing = new ArrayList<>();
        for (String key : keys) {
            boolean moved = PLACES.contains(key) && isSet(settings, key) && isSet(wanted, key);
            if (!moved && !Objects.equals(settings.get(key), wanted.get(key))) {
                differing.add(key + " is " + shown(settings, key) + " there and " + shown(wanted, key) + " here");
            }
        }
        if (!differing.isEmpty()) {
            throw new CheckpointException("the checkpoint (step " + globalStep + ") belongs to another configuration: "
                    + String.join("; ", differing)
                    + ". Continue with the checkpoint's settings, or start a new run in another folder.");
        }
    }

    private static boolean isSet(Map<String, String> settings, String key) {
        return !settings.getOrDefault(key, "").isEmpty();
    }

    private static String shown(Map<String, String> settings, String key) {
        String value = settings.get(key);
        if (value == null) {
            return "not set";
        }
        return value.isEmpty() ? "empty" : value;
    }
}
