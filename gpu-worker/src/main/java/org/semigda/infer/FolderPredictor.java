package org.semigda.infer;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.semigda.conf.UserError;
import org.semigda.data.LabelMap;
import org.semigda.data.ModelInput;
import org.semigda.data.Picture;
import org.semigda.data.PictureReader;
import org.semigda.data.Resize;
import org.semigda.infer.OutputNames.Job;

/**
 * Writes a mask for every image of a folder, at the image's own size: PNG, 0 and 255 for two classes, class indices for more.
 * What cannot be read is reported and passed over. The same images and model give the same files.
 */
public final class FolderPredictor {

    private static final int DEFAULT_BATCH = 4;

    private final Predictor predictor;
    private final int batchSize;

    /** Takes four images at a time. */
    public FolderPredictor(Predictor predictor) {
        this(predictor, DEFAULT_BATCH);
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
     * {@code sub/NAME.jpg} is {@code output/sub/NAME.png}, or {@code NAME_mask.png} where output and input are one folder; its overlay
     * is {@code NAME_overlay.png}. Files that this program did not make are never overwritten.
     *
     * @throws UserError when there is nothing to predict, or the output cannot be written
     */
    public Report predict(Path input, Path output, boolean overlay, Listener listener) {
        OutputNames names = OutputNames.of(input, output);
        List<Path> masks = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<Job> jobs = names.jobs();
        int done = 0;
        for (int from = 0; from < jobs.size(); from += batchSize) {
            List<Job> batch = jobs.subList(from, Math.min(jobs.size(), from + batchSize));
            List<Loaded> loaded = load(batch, overlay, failures);
            write(loaded, masks);
            for (Job job : batch) {
                done++;
                listener.progress(done, jobs.size(), job.input());
            }
        }
        return new Report(masks, failures, names.skipped());
    }

    private List<Loaded> load(List<Job> batch, boolean overlay, List<Failure> failures) {
        List<Loaded> loaded = new ArrayList<>();
        for (Job job : batch) {
            try {
                requireOurs(job.mask());
                if (overlay) {
                    requireOurs(job.overlay());
                }
                Picture picture = PictureReader.read(job.input());
                Picture small = Resize.bilinear(
                        picture, predictor.config().width(), predictor.config().height());
                loaded.add(new Loaded(
                        job,
                        picture.width(),
                        picture.height(),
                        small,
                        overlay ? Optional.of(picture) : Optional.empty()));
            } catch (UserError e) {
                failures.add(new Failure(job.input(), String.valueOf(e.getMessage())));
            }
        }
        return loaded;
    }

    private static void requireOurs(Path target) {
        if (Files.exists(target) && !PngFile.isOurs(target)) {
            throw new UserError(target + " is there already and was not made by this program; choose another --output");
        }
    }

    private void write(List<Loaded> loaded, List<Path> masks) {
        if (loaded.isEmpty()) {
            return;
        }
        int height = predictor.config().height();
        int width = predictor.config().width();
        List<Picture> pictures = loaded.stream().map(Loaded::small).toList();
        Prediction prediction = predictor.predict(ModelInput.of(pictures, height, width), loaded.size(), height, width);
        for (int i = 0; i < loaded.size(); i++) {
            Loaded one = loaded.get(i);
            float[] map = prediction.images().get(i).mean();
            LabelMap mask = Upscale.mask(map, prediction.classes(), width, height, one.width(), one.height());
            try {
                Files.createDirectories(one.job().mask().resolveSibling(""));
                PngFile.write(one.job().mask(), picture(mask, prediction.classes()));
                if (one.full().isPresent()) {
                    PngFile.write(one.job().overlay(), Overlay.draw(one.full().get(), mask));
                }
            } catch (IOException e) {
                throw new UserError("cannot write " + one.job().mask() + ": " + e, e);
            }
            masks.add(one.job().mask());
        }
    }

    private static BufferedImage picture(LabelMap mask, int classes) {
        byte[] grey = mask.labels().clone();
        if (classes == 2) {
            for (int i = 0; i < grey.length; i++) {
                grey[i] = (byte) (grey[i] == 0 ? 0 : 255);
            }
        }
        BufferedImage picture = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setDataElements(0, 0, mask.width(), mask.height(), grey);
        return picture;
    }
}
