package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import java.nio.file.Path;

/** Predicts single images with a run's model. The orchestrator knows no models; whoever does hands this in. */
@FunctionalInterface
public interface ImagePredictor {

    /** What of a prediction is wanted; each a PNG of the image's own size. */
    enum Part {
        /** 0 and 255 for two classes, class indices for more. */
        MASK,
        /** The foreground's probability, 16 bit; of class 1 for more than two classes. */
        PROBABILITY,
        /** The mask over the image. */
        OVERLAY
    }

    /** Why an image was not predicted. */
    final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        /** Kinds of refusals. */
        public enum Why {
            /** Too many images wait already. */
            BUSY,
            /** It took too long. */
            LATE,
            /** The image cannot be used. */
            BAD_IMAGE,
            /** The run's checkpoint cannot be used. */
            NO_MODEL
        }

        private final Why why;

        /** @param message for the client: names no folder */
        public Refused(Why why, String message) {
            super(message);
            this.why = why;
        }

        /** The kind. */
        public Why why() {
            return why;
        }
    }

    /** Predicts nothing. */
    ImagePredictor NONE = (run, image, part) ->
            Future.failedFuture(new Refused(Refused.Why.NO_MODEL, "this server makes no predictions"));

    /**
     * Predicts an encoded image (PNG, JPEG, TIFF or BMP) with the best checkpoint of a run. Fails with {@link Refused}.
     *
     * @param run the run's folder
     */
    Future<byte[]> predict(Path run, byte[] image, Part part);
}
