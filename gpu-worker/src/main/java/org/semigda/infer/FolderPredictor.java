package org.semigda.infer;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.semigda.conf.UserError;
import org.semigda.data.Picture;
import org.semigda.data.PictureReader;
import org.semigda.data.Resize;
import org.semigda.infer.OutputNames.Job;

/**
 * Writes a mask for every image of a folder, at the image's own size: PNG, 0 and 255 for two classes, class indices for more.
 * What cannot be read is reported and passed over. The same images and model give the same files.
 */
public final class FolderPredictor {

    /** Images that are kept for their overlays while a batch is computed take no more than about this. */
    private static final long HELD_BYTES = 128L << 20;

    private final Predictor predictor;
    private final int batchSize;

    /** Takes as many images at a time as fit a fixed amount of memory: the same ones on every machine. */
    public FolderPredictor(Predictor predictor) {
        this(predictor, BatchSize.of(predictor.config()));
    }

    /** Takes {@code batchSize} images at a time. */
    public FolderPredictor(Predictor predictor, int batchSize) {
        this.predictor = predictor;
        this.batchSize = batchSize;
    }

    /** Hears how far the prediction has come; called on the predicting thread. */
    @FunctionalInterface
    public interface Listener {

        /** {@code done} of {@code total} images are through; the last one was {@code image}. */
        void progress(int done, int total, Path image);

        /** {@code done} of {@code total} tiles of {@code image} are through. */
        default void tiles(int done, int total, Path image) {}

        /** One that does nothing. */
        static Listener silent() {
            return (done, total, image) -> {};
        }
    }

    /**
     * An image without a mask.
     *
     * @param reason what is wrong, in one line
     */
    public record Failure(Path image, String reason) {}

    /**
     * What was done.
     *
     * @param masks files written, in the images' order
     * @param failures images that were passed over
     * @param skipped files that are masks or overlays themselves, and so were not taken for images
     */
    public record Report(List<Path> masks, List<Failure> failures, List<Path> skipped) {
        public Report {
            masks = List.copyOf(masks);
            failures = List.copyOf(failures);
            skipped = List.copyOf(skipped);
        }
    }

    private record Loaded(Job job, int width, int height, Picture small, Optional<Picture> full) {}

    /**
     * Predicts an image, or every image below a folder (of a data set: below its {@code images/}). The mask of
     * {@code sub/NAME.jpg} is {@code output/sub/NAME.png}, or {@code NAME_mask.png} where output and input are one folder; its
     * overlay is {@code NAME_overlay.png}, its probability {@code NAME_probability.png}. Files that this program did not make
     * are never overwritten.
     *
     * @throws UserError when there is nothing to predict, or the output cannot be written
     */
    public Report predict(Path input, Path output, PredictOptions options, Listener listener) {
        return predict(OutputNames.of(input, output), options, listener);
    }

    /** Predicts exactly these files; their masks lie in {@code output} as the files lie below the folder they share. */
    public Report predict(List<Path> files, Path output, PredictOptions options, Listener listener) {
        return predict(OutputNames.ofFiles(files, output), options, listener);
    }

    private Report predict(OutputNames names, PredictOptions options, Listener listener) {
        List<Path> masks = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<Job> jobs = names.jobs();
        List<Loaded> batch = new ArrayList<>();
        long held = 0;
        int heard = 0;
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            Optional<Picture> read = read(job, options, failures);
            if (read.isPresent() && options.tile().isPresent()) {
                write(job, tiled(read.get(), job, options, listener), read.get(), options);
                masks.add(job.mask());
            } else if (read.isPresent()) {
                batch.add(loaded(job, read.get(), options));
                held += options.overlay() ? read.get().rgb().length : 0;
            }
            if (options.tile().isPresent() || batch.size() == batchSize || held > HELD_BYTES || i == jobs.size() - 1) {
                write(batch, options, masks);
                batch.clear();
                held = 0;
                for (; heard <= i; heard++) {
                    listener.progress(heard + 1, jobs.size(), jobs.get(heard).input());
                }
            }
        }
        return new Report(masks, failures, names.skipped());
    }

    private Optional<Picture> read(Job job, PredictOptions options, List<Failure> failures) {
        try {
            requireOurs(job, options);
            return Optional.of(PictureReader.read(job.input()));
        } catch (UserError e) {
            failures.add(new Failure(job.input(), String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private Loaded loaded(Job job, Picture picture, PredictOptions options) {
        Picture small = Resize.bilinear(
                picture, predictor.config().width(), predictor.config().height());
        return new Loaded(
                job,
                picture.width(),
                picture.height(),
                small,
                options.overlay() ? Optional.of(picture) : Optional.empty());
    }

    private SizedMask tiled(Picture picture, Job job, PredictOptions options, Listener listener) {
        int wanted = options.tile().orElse(PredictOptions.OWN_SIZE);
        int tile = wanted == PredictOptions.OWN_SIZE ? predictor.config().width() : wanted;
        return new TiledPredictor(TiledPredictor.TileModel.of(predictor), tile, batchSize)
                .predict(picture, options.probability(), (done, total) -> listener.tiles(done, total, job.input()));
    }

    private void requireOurs(Job job, PredictOptions options) {
        List<Path> targets = new ArrayList<>(List.of(job.mask()));
        if (options.overlay()) {
            targets.add(job.overlay());
        }
        if (options.probability()) {
            targets.addAll(job.probabilities(predictor.config().classes()));
        }
        for (Path target : targets) {
            if (Files.exists(target) && !PngFile.isOurs(target)) {
                throw new UserError(
                        target + " is there already and was not made by this program; choose another --output");
            }
        }
    }

    private void write(List<Loaded> loaded, PredictOptions options, List<Path> masks) {
        if (loaded.isEmpty()) {
            return;
        }
        Prediction prediction =
                predictor.predict(loaded.stream().map(Loaded::small).toList());
        for (int i = 0; i < loaded.size(); i++) {
            Loaded one = loaded.get(i);
            SizedMask mask = SizedMask.of(
                    prediction.images().get(i).mean(),
                    prediction.classes(),
                    prediction.width(),
                    prediction.height(),
                    one.width(),
                    one.height(),
                    options.probability());
            write(one.job(), mask, one.full().orElse(one.small()), options);
            masks.add(one.job().mask());
        }
    }

    private void write(Job job, SizedMask mask, Picture picture, PredictOptions options) {
        try {
            Files.createDirectories(job.mask().resolveSibling(""));
            List<Path> files = job.probabilities(predictor.config().classes());
            List<BufferedImage> maps = mask.probabilities();
            for (int k = 0; k < maps.size(); k++) {
                PngFile.write(files.get(k), maps.get(k));
            }
            if (options.overlay()) {
                PngFile.write(job.overlay(), Overlay.draw(picture, mask.labels()));
            }
            PngFile.write(job.mask(), mask.picture());
        } catch (IOException e) {
            throw new UserError("cannot write " + job.mask() + ": " + e, e);
        }
    }
}
