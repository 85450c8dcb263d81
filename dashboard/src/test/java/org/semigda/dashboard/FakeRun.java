package org.semigda.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** A run that only pretends: plausible numbers, three stages, pictures at every validation. */
final class FakeRun {

    static final int STAGE1 = 300;
    static final int STAGE2 = 360;
    static final int STEPS = 660;
    private static final int VALIDATE_EVERY = 20;
    private static final List<String> IMAGES = List.of("phantom-0012", "phantom-0031", "phantom-0047", "phantom-0060");

    final String id;
    final JsonObject view;
    final JsonObject spec;
    final List<JsonObject> events = new ArrayList<>();
    final Map<String, JsonArray> series = new LinkedHashMap<>();
    final JsonArray stages = new JsonArray();
    final JsonArray samples = new JsonArray();
    final JsonArray logs = new JsonArray();
    final JsonArray checkpoints = new JsonArray();
    private final List<Consumer<JsonObject>> listeners = new ArrayList<>();
    private final Random random;
    private final long start;
    private int step;

    FakeRun(String id, JsonObject spec, long created) {
        this.id = id;
        this.spec = spec;
        this.start = created;
        this.random = new Random(id.hashCode());
        JsonObject settings = spec.getJsonObject("settings");
        this.view = new JsonObject()
                .put("id", id)
                .put("name", spec.getString("name"))
                .put("state", "RUNNING")
                .put("attempt", 1)
                .put("preset", spec.getString("preset"))
                .put("data", spec.getString("data"))
                .put("method", settings.getString("method", "semigda"))
                .put("labelled", settings.getString("data.labelled", "20%"))
                .put("created", created)
                .put("started", created + 2000)
                .put("lastEvent", 0);
        log(
                "info",
                "Read " + spec.getString("data")
                        + ": 240 images, 240 with a mask; 34 labelled, 134 unlabelled, 24 + 48 held back");
        log("info", "Training on cpu with 2 threads, seed 1");
    }

    void listen(Consumer<JsonObject> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<JsonObject> listener) {
        listeners.remove(listener);
    }

    String state() {
        return view.getString("state");
    }

    void state(String state) {
        view.put("state", state);
        if (List.of("STOPPED", "COMPLETED", "FAILED").contains(state)) {
            view.put("ended", start + 2000 + step * 230L);
        } else {
            view.remove("ended");
        }
    }

    /** Does one step, if the run is running. */
    void advance() {
        if (!state().equals("RUNNING")) {
            return;
        }
        int stage = step < STAGE1 ? 0 : step < STAGE2 ? 1 : 2;
        if (step == 0 || step == STAGE1 || step == STAGE2) {
            stages.add(new JsonArray().add(stage).add(step));
            log("info", "Stage " + stage + " begins");
        }
        step++;
        metrics(stage);
        emit(
                "progress",
                new JsonObject()
                        .put("stage", stage)
                        .put("step", step)
                        .put("steps", STEPS)
                        .put("secondsLeft", (STEPS - step) * 0.23));
        view.put(
                "progress",
                new JsonObject()
                        .put("stage", stage)
                        .put("step", step)
                        .put("steps", STEPS)
                        .put("secondsLeft", (STEPS - step) * 0.23));
        if (step % 100 == 0) {
            save("last", stage);
        }
        if (step == 480) {
            log("warn", "Image benign-0042.png is 8 x 8 pixels and was left out");
        }
        if (step == STEPS) {
            view.put(
                    "scores",
                    new JsonObject()
                            .put("dice", 0.8312)
                            .put("iou", 0.7405)
                            .put("hd95", 6.21)
                            .put("hd95_released", 3.02)
                            .put("images", 40));
            emit("scores", new JsonObject().put("part", "test").put("values", view.getJsonObject("scores")));
            state("COMPLETED");
            log("info", "test dice 0.8312 iou 0.7405 hd95 6.21 hd95_released 3.02 images 40");
        }
    }

    private void metrics(int stage) {
        JsonObject values = new JsonObject();
        double t = stage == 0 ? step / 300.0 : stage == 1 ? (step - STAGE1) / 60.0 : (step - STAGE2) / 300.0;
        if (stage == 0) {
            values.put("loss/mse", noisy(0.02 + 0.38 * Math.exp(-6 * t)))
                    .put("loss/l1", noisy(0.01 + 0.2 * Math.exp(-6 * t)))
                    .put("loss/kl", noisy(9000 * (0.1 + t)))
                    .put("loss/total", noisy(0.021 + 0.40 * Math.exp(-6 * t)));
            values.put("lr", 1e-3 * (1 + Math.cos(Math.PI * t)) / 2);
        } else {
            double supP = 0.15 + 0.7 * Math.exp(-4 * (stage - 1 + t));
            values.put("loss/sup_p", noisy(supP)).put("loss/unsup_p", noisy(supP * 1.3));
            double total = supP;
            if (stage == 2) {
                double supS = 0.12 + 0.85 * Math.exp(-5 * t);
                values.put("loss/sup_s", noisy(supS)).put("loss/unsup_s", noisy(0.2 + 0.5 * Math.exp(-3 * t)));
                values.put("lambda_u", 0.1 * Math.exp(-5 * (1 - t) * (1 - t)));
                total += supS;
            }
            values.put("loss/total", noisy(total));
            values.put("lr/mapping", 2e-3 * (1 - t * 0.9)).put("lr/encoder", 1e-3 * (1 - t * 0.9));
        }
        values.put("gradient_norm", noisy(1.4)).put("speed/images_per_second", noisy(34));
        values.put("time/forward_ms", noisy(82))
                .put("time/backward_ms", noisy(121))
                .put("time/optimizer_ms", noisy(9));
        record(stage, values);
        if (stage == 2 && step % VALIDATE_EVERY == 0) {
            validate(t);
        }
    }

    private void validate(double t) {
        double dice = Math.min(0.93, 0.86 - 0.7 * Math.exp(-4 * t) + random.nextGaussian() * 0.015);
        double ema = 0.855 - 0.72 * Math.exp(-3.4 * t);
        record(
                2,
                new JsonObject()
                        .put("validation/dice", dice)
                        .put("validation/ema_dice", ema)
                        .put("validation/iou", dice / (2 - dice))
                        .put("validation/ema_iou", ema / (2 - ema))
                        .put("validation/hd95", 22 * (1 - dice) + 2)
                        .put("validation/ema_hd95", 22 * (1 - ema) + 2));
        view.put("best", new JsonObject().put("dice", dice).put("ema_dice", ema));
        for (String image : IMAGES) {
            JsonObject sample = new JsonObject()
                    .put("stage", 2)
                    .put("step", step)
                    .put("image", image)
                    .put("file", "step-" + step + "-" + image + ".png")
                    .put("dice", Math.max(0, Math.min(1, dice + random.nextGaussian() * 0.03)));
            samples.add(sample);
            emit("sample", sample.copy().put("file", "samples/" + sample.getString("file")));
        }
        save("best", 2);
        save("best-ema", 2);
    }

    private void record(int stage, JsonObject values) {
        values.forEach(e -> series.computeIfAbsent(e.getKey(), k -> new JsonArray())
                .add(new JsonArray().add(step).add(e.getValue())));
        emit("metrics", new JsonObject().put("stage", stage).put("step", step).put("values", values));
    }

    void save(String name, int stage) {
        checkpoints.stream()
                .map(JsonObject.class::cast)
                .filter(c -> c.getString("name").equals(name))
                .findFirst()
                .ifPresent(checkpoints::remove);
        JsonObject scores = view.containsKey("best") ? view.getJsonObject("best") : new JsonObject();
        checkpoints.add(new JsonObject()
                .put("name", name)
                .put("stage", stage)
                .put("step", step)
                .put("scores", scores));
        emit("saved", new JsonObject().put("name", name).put("stage", stage).put("step", step));
    }

    void log(String level, String message) {
        long time = start + 2000 + step * 230L;
        logs.add(new JsonObject().put("time", time).put("level", level).put("message", message));
        emit("log", new JsonObject().put("level", level).put("message", message));
    }

    private void emit(String type, JsonObject body) {
        int number = events.size() + 1;
        JsonObject event = new JsonObject()
                .put("run", id)
                .put("attempt", 1)
                .put("seq", number)
                .put("time", start + 2000 + step * 230L)
                .put("body", body.copy().put("type", type));
        JsonObject stored = new JsonObject().put("id", number).put("type", type).put("event", event);
        events.add(stored);
        view.put("lastEvent", number);
        List.copyOf(listeners).forEach(listener -> listener.accept(stored));
    }

    private double noisy(double value) {
        return Math.max(value * 0.3, value * (1 + random.nextGaussian() * 0.12));
    }
}
