package org.semigda.cli.serve;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.semigda.cli.console.Torch;
import org.semigda.conf.UserError;
import org.semigda.data.DataException;
import org.semigda.infer.PredictionService;
import org.semigda.infer.PredictionService.Answer;
import org.semigda.infer.PredictionService.Busy;
import org.semigda.infer.PredictionService.Limits;
import org.semigda.orchestrator.api.ImagePredictor;
import org.semigda.orchestrator.api.ImagePredictor.Refused.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Predicts images for the API with models that stay open. The first image starts it: most servers are never asked. */
final class ModelPredictions implements ImagePredictor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelPredictions.class);

    private final Vertx vertx;
    private List<PredictionService> started = List.of();

    ModelPredictions(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<byte[]> predict(Path run, byte[] image, Part part) {
        Context context = vertx.getOrCreateContext();
        return vertx.executeBlocking(this::service, false)
                .compose(service -> Future.fromCompletionStage(service.predict(run, image), context))
                .map(answer -> png(answer, part))
                .recover(failure -> Future.failedFuture(refused(run, failure)));
    }

    private synchronized PredictionService service() {
        if (started.isEmpty()) {
            started = List.of(new PredictionService(Torch.device(), Limits.STANDARD));
        }
        return started.get(0);
    }

    private static byte[] png(Answer answer, Part part) {
        return switch (part) {
            case MASK -> answer.mask();
            case PROBABILITY -> answer.probabilities().get(0);
            case OVERLAY -> answer.overlay();
        };
    }

    /** What the client may know of a failure: its reason, and no folder of this machine. */
    private static Throwable refused(Path run, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Busy) {
            return new Refused(Why.BUSY, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof TimeoutException) {
            return new Refused(
                    Why.LATE,
                    "the prediction took longer than "
                            + Limits.STANDARD.patience().toSeconds() + " s");
        }
        if (cause instanceof DataException) {
            LOG.info("an image for {} cannot be used", run, cause);
            return new Refused(
                    Why.BAD_IMAGE,
                    "the image cannot be used; send a whole PNG, JPEG, TIFF or BMP file of a usual size");
        }
        if (cause instanceof UserError) {
            LOG.warn("no prediction with {}", run, cause);
            return new Refused(Why.NO_MODEL, "the run's checkpoint cannot be used; the server's log says why");
        }
        return cause;
    }

    @Override
    public synchronized void close() {
        started.forEach(PredictionService::close);
        started = List.of();
    }
}
