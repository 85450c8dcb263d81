package org.semigda.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.semigda.data.LabelMap;
import org.semigda.data.Picture;
import org.semigda.data.PictureReader;
import org.semigda.torch.Device;

/**
 * Predicts single images with models that stay open: for a server. All native work is on one thread of its own; at most a fixed
 * number of images wait for it, and what waits too long is dropped before it costs anything.
 */
public final class PredictionService implements AutoCloseable {

    private static final long CLOSE_SECONDS = 120;

    private final Limits limits;
    private final Device device;
    private final ThreadPoolExecutor thread;
    private final AtomicLong computed = new AtomicLong();
    /** By checkpoint folder, the least recently used first; touched on the thread only. */
    private final Map<Path, Warm> models = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * What the service may use.
     *
     * @param models open at once, at least 1
     * @param waiting images that may wait, at least 1; one more is refused
     * @param patience how long an image may take, waiting included
     * @param bytes the largest encoded image taken
     */
    public record Limits(int models, int waiting, Duration patience, int bytes) {

        /** Two models, 16 waiting images, 60 s, 64 MiB. */
        public static final Limits STANDARD = new Limits(2, 16, Duration.ofSeconds(60), 64 << 20);

        public Limits {
            if (models < 1 || waiting < 1 || patience.isNegative() || patience.isZero() || bytes < 1) {
                throw new IllegalArgumentException("limits out of range: models " + models + ", waiting " + waiting
                        + ", patience " + patience + ", bytes " + bytes);
            }
        }
    }

    /**
     * What was predicted, each as a PNG of the image's own size.
     *
     * @param mask 0 and 255 for two classes, class indices for more
     * @param probabilities 16 bit, one for each foreground class
     * @param overlay the mask over the image
     */
    @SuppressWarnings("ArrayRecordComponent") // pictures are compared nowhere
    public record Answer(int width, int height, byte[] mask, List<byte[]> probabilities, byte[] overlay) {
        public Answer {
            probabilities = List.copyOf(probabilities);
        }
    }

    /** Too many images wait already; try again later. */
    public static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Busy(int waiting) {
            super(waiting + " images wait for a prediction already; try again in a moment");
        }
    }

    /** An open model, and the state of its checkpoint when it was opened. */
    private record Warm(OpenModel model, long stamp) {}

    /** Opens nothing yet; LibTorch must be loaded. */
    public PredictionService(Device device, Limits limits) {
        this.device = device;
        this.limits = limits;
        this.thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(limits.waiting()), task -> {
                    Thread made = new Thread(task, "predictions");
                    made.setDaemon(true);
                    return made;
                });
    }

    /**
     * Predicts an encoded image (PNG, JPEG, TIFF or BMP) with the model that a path stands for. Fails with {@link Busy} at once
     * when too many wait, with {@link TimeoutException} when it takes too long, and with a
     * {@link org.semigda.conf.UserError} when the image or the checkpoint cannot be used. Never blocks.
     */
    public CompletableFuture<Answer> predict(Path checkpoint, byte[] image) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (image.length > limits.bytes()) {
            answer.completeExceptionally(new org.semigda.conf.UserError("the image has " + image.length
                    + " bytes; at most " + limits.bytes() + " are taken. Use the command line for larger ones."));
            return answer;
        }
        try {
            thread.execute(() -> run(checkpoint, image, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new Busy(limits.waiting()));
            return answer;
        }
        return answer.orTimeout(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Done when everything that was asked for until now is through. */
    public CompletableFuture<Void> drained() {
        return CompletableFuture.runAsync(() -> {}, thread);
    }

    /** How many images were computed, whether somebody still waited for them or not. */
    long computed() {
        return computed.get();
    }

    /** How many images wait. */
    public int waiting() {
        return thread.getQueue().size();
    }

    /** Ends the thread after the image it is at work on and closes the models. */
    @Override
    public void close() {
        thread.getQueue().clear();
        thread.execute(() -> {
            models.values().forEach(warm -> warm.model().close());
            models.clear();
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a prediction did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong is the caller's to see
    private void run(Path checkpoint, byte[] image, CompletableFuture<Answer> answer) {
        if (answer.isDone()) {
            return; // nobody waits for it any more
        }
        computed.incrementAndGet();
        try {
            answer.complete(answer(model(checkpoint), decode(image)));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private OpenModel model(Path checkpoint) {
        CheckpointChoice choice = CheckpointChoice.of(checkpoint);
        long stamp = stamp(choice);
        Warm warm = models.get(choice.folder());
        if (warm != null && (warm.stamp() != stamp || warm.model().weights() != choice.weights())) {
            models.remove(choice.folder());
            warm.model().close();
            warm = null;
        }
        if (warm == null) {
            Iterator<Warm> oldest = models.values().iterator();
            for (int open = models.size(); open >= limits.models(); open--) {
                Warm leaving = oldest.next();
                oldest.remove();
                leaving.model().close();
            }
            warm = new Warm(ModelStore.open(choice.folder(), choice.weights(), device), stamp);
            models.put(choice.folder(), warm);
        }
        return warm.model();
    }

    /** A checkpoint that was written anew has another one. */
    private static long stamp(CheckpointChoice choice) {
        try {
            return Files.getLastModifiedTime(choice.folder().resolve("manifest.json"))
                    .to(TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint " + choice.folder() + " cannot be looked at", e);
        }
    }

    private static Answer answer(OpenModel model, Picture picture) {
        Prediction prediction = model.predictor().predict(List.of(picture));
        SizedMask mask = SizedMask.of(
                prediction.images().get(0).mean(),
                prediction.classes(),
                prediction.width(),
                prediction.height(),
                picture.width(),
                picture.height(),
                true);
        LabelMap labels = mask.labels();
        return new Answer(
                picture.width(),
                picture.height(),
                PngFile.encode(mask.picture()),
                mask.probabilities().stream().map(PngFile::encode).toList(),
                Overlay.png(picture, labels));
    }

    /** Through a file, which is what the reader of pictures takes. */
    private static Picture decode(byte[] image) {
        try {
            Path file = Files.createTempFile("semigda-predict", ".image");
            try {
                Files.write(file, image);
                return PictureReader.read(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the image cannot be kept in the folder for temporary files", e);
        }
    }
}
